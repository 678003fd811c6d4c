import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { claimPort } from '@snapinfra/local-aws';

/** What the proxy does with connections: pass them on, refuse them, break them, or accept them and stay silent. */
export type FaultMode = 'up' | 'refuse' | 'reset' | 'hang';

export interface FaultProxy extends AsyncDisposable {
  /** `http://127.0.0.1:<port>`: stands for the service as an endpoint; one proxy for each service that is to fail alone. */
  readonly url: string;
  /** Also ends the connections that are open. */
  readonly set: (mode: FaultMode) => Promise<void>;
  readonly stop: () => Promise<void>;
}

export interface FaultProxyOptions {
  /** Breaks each connection once the service has sent so much over it: in the middle of an answer. */
  readonly breakAfterBytes?: number;
}

/** Puts a TCP proxy in front of a service, so that it can be taken away while others work. Starts `up`. */
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
  // One that nobody else is given while the proxy refuses.
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
