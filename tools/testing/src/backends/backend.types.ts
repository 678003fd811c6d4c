export const backendNames = ['local-aws', 'localstack'] as const;
export type BackendName = (typeof backendNames)[number];

/** What the main process of a run tells its test files; see vitest's `provide` and `inject`. */
export interface ProvidedBackend {
  readonly name: BackendName;
  /** Where fresh stages are asked for. */
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
  /** Makes the resources of a stage from the stacks' templates; gives back the apps' environment. */
  readonly provision: (stage: string) => Promise<Readonly<Record<string, string>>>;
  readonly stop: () => Promise<void>;
}
