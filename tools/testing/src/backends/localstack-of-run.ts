import { startHost } from './host-process.ts';

/** One LocalStack for the integration tests of several projects; each test file has its own stage in it. */
export interface LocalStackOfRun {
  /**
   * The environment variables that point the projects to it. Rejects with the reason if there is no Docker or no image.
   */
  readonly env: Promise<Readonly<Record<string, string>>>;
  /** Resolves when the container has been removed. */
  readonly stop: () => Promise<void>;
}

/**
 * Starts LocalStack, unless one is running (`SNAPINFRA_LOCALSTACK_ENDPOINT`). It is stopped even if this process is
 * killed.
 */
export const startLocalStackOfRun = (env: NodeJS.ProcessEnv): LocalStackOfRun => {
  const host = startHost(new URL('./localstack-host.ts', import.meta.url), [], env);
  return {
    env: host.firstLine.then((endpoint) => ({ SNAPINFRA_LOCALSTACK_ENDPOINT: endpoint })),
    stop: host.stop,
  };
};
