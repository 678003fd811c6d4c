import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { claimPort } from '@snapinfra/local-aws';

/** What the proxy does with connections: forward, refuse, reset, or accept them without responding. */
export type FaultMode = 'up' | 'refuse' | 'reset' | 'hang';

export interface FaultProxy extends AsyncDisposable {
  /** `http://127.0.0.1:<port>`, to be used as the endpoint of the service. */
  readonly url: string;
  /** Changes the mode and closes open connections. */
  readonly set: (mode: FaultMode) => Promise<void>;
  readonly stop: () => Promise<void>;
}

export interface FaultProxyOptions {
  /** Breaks each connection after this many bytes from the service, in the middle of a response. */
  readonly breakAfterBytes?: number;
}

/** Starts a TCP proxy in front of a service, so that it can fail on its own. Initially `up`. */
export const startFaultProxy = async (
  target: string,
  { breakAfterBytes }: FaultProxyOptions = {},
): Promise<FaultProxy> => {
  const { hostname, port: targetPort } = new URL(target);
  const sockets = new Set<Socket>();
  let mode: FaultMode = 'up';
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    return socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
  };
  const accept = (client: Socket): void => {
    keep(client);
    if (mode === 'reset') client.resetAndDestroy();
    if (mode !== 'up') return;
    const upstream = keep(connect(Number(targetPort), hostname));
    client.pipe(upstream).pipe(client);
    if (breakAfterBytes !== undefined) {
      upstream.on('data', () => {
        if (upstream.bytesRead > breakAfterBytes) client.destroy();
      });
    }
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
  };
  const server: Server = createServer(accept);
  // Reserved, so that nobody else gets the port while the proxy refuses connections.
  const port = await claimPort();
  const listen = () => once(server.listen(port, '127.0.0.1'), 'listening');
  const endConnections = () => sockets.forEach((socket) => socket.destroy());
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      endConnections();
    });
  await listen();
  const stop = async () => {
    if (server.listening) await close();
  };
  return {
    url: `http://127.0.0.1:${port}`,
    set: async (next) => {
      mode = next;
      endConnections();
      if (next === 'refuse' && server.listening) await close();
      if (next !== 'refuse' && !server.listening) await listen();
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
};
