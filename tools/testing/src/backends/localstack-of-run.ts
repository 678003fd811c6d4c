import { startHost } from './host-process.ts';

/** One LocalStack for the integration tests of several projects: each test file has a stage of its own in it. */
export interface LocalStackOfRun {
  /** What leads the projects to it: give it to them. Rejects with the reason when there is no Docker or no image. */
  readonly env: Promise<Readonly<Record<string, string>>>;
  /** Resolves when the container is gone. */
  readonly stop: () => Promise<void>;
}

/** Starts LocalStack, unless there is one already (`SNAPINFRA_LOCALSTACK_ENDPOINT`). Ends with this process in any case. */
export const startLocalStackOfRun = (env: NodeJS.ProcessEnv): LocalStackOfRun => {
  const host = startHost(new URL('./localstack-host.ts', import.meta.url), [], env);
  return {
    env: host.firstLine.then((endpoint) => ({ SNAPINFRA_LOCALSTACK_ENDPOINT: endpoint })),
    stop: host.stop,
  };
};
