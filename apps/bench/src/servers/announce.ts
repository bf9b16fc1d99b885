import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Listens on a free port and announces it as the ledger does, which tells the parent. */
export function listenAndSaySo(server: Server): void {
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo;
    process.stdout.write(`listens on http://127.0.0.1:${port}\n`);
  });
}
