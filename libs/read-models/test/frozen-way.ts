import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';

/** A way to a PostgreSQL server over TCP that can fall silent, as that to a machine does which has lost its power. */
export interface FrozenWay {
  /** The same database by this way. */
  readonly url: string;
  /** From now on nothing passes on the connections that there are, and none of them ends. New ones are as ever. */
  freeze(): void;
  close(): Promise<void>;
}

/** @param url of a server on a Unix socket. */
export async function openFrozenWay(url: string): Promise<FrozenWay> {
  const direct = new URL(url);
  const path = join(direct.searchParams.get('host') ?? '', '.s.PGSQL.5432');
  const sockets = new Set<Socket>();
  const server = createServer((outer) => {
    const inner = connect(path);
    for (const [socket, other] of [
      [outer, inner],
      [inner, outer],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `postgres://subledger@127.0.0.1:${port}${direct.pathname}`,
    freeze: () => {
      for (const socket of sockets) socket.unpipe().pause();
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
