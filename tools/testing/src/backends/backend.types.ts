export const backendNames = ['local-aws', 'localstack'] as const;
export type BackendName = (typeof backendNames)[number];

/** Provided to test files by vitest's main process; see its `provide` and `inject`. */
export interface ProvidedBackend {
  readonly name: BackendName;
  /** The server that creates new stages. */
  readonly stageServerUrl: string;
}

declare module 'vitest' {
  export interface ProvidedContext {
    backend: ProvidedBackend;
  }
}

/** A running backend, in the main process. */
export interface RunningBackend {
  readonly name: BackendName;
  /** Creates the resources of a stage from the stacks' templates; returns the environment of the apps. */
  readonly provision: (stage: string) => Promise<Readonly<Record<string, string>>>;
  readonly stop: () => Promise<void>;
}
