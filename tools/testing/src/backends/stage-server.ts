import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { RunningBackend } from './backend.types.ts';

export interface StageServer {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** Creates stages for test files, which run in separate processes: `POST /` with the name of the stage. */
export const startStageServer = async ({ provision }: Pick<RunningBackend, 'provision'>): Promise<StageServer> => {
  const answerTo = async (request: IncomingMessage): Promise<{ status: number; body: object }> => {
    try {
      return { status: 200, body: await provision(await text(request)) };
    } catch (error) {
      return {
        status: 500,
        body: { message: error instanceof Error ? (error.stack ?? error.message) : String(error) },
      };
    }
  };
  const server = createServer((request, response) => {
    void answerTo(request).then(({ status, body }) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

/** Creates a stage and returns its environment. */
export const askForStage = async (stageServerUrl: string, stage: string): Promise<Readonly<Record<string, string>>> => {
  const answer = await fetch(stageServerUrl, { method: 'POST', body: stage });
  const body = (await answer.json()) as Record<string, string>;
  if (!answer.ok) throw new Error(`The stage ${stage} could not be created: ${body['message']}`);
  return body;
};
