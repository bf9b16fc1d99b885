import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

/** What looks like an EventStoreDB that hangs: connections are accepted, and nothing is ever said. */
export interface SilentServer {
  readonly url: string;
  readonly close: () => void;
}

export async function openSilentServer(): Promise<SilentServer> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => sockets.push(socket.on('error', () => undefined)));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `esdb://127.0.0.1:${(server.address() as AddressInfo).port}?tls=false`,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
