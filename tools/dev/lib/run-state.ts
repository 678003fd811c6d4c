import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderHolder } from '@snapinfra/local-aws';
import { workspaceRoot } from './ensure-installed.mjs';

/** The content of `.snapinfra/run.json`, which describes the running system. */
export interface RunState {
  /** The process to send SIGTERM to. */
  readonly pid: number;
  readonly startedAt: string;
  /** `ready` once every part is healthy. */
  readonly state: 'starting' | 'ready';
  /** The gateway, such as http://127.0.0.1:3000. */
  readonly url: string;
  readonly ports: {
    readonly gateway: number;
    readonly dynamo?: number;
    readonly aws?: number;
    readonly workerHealth: number;
    /** The key set that tokens are checked against; 0 if it is another's. */
    readonly keySet?: number;
  };
  readonly children: readonly { readonly name: string; readonly pid: number }[];
}

/** The folder of all local state: SNAPINFRA_STATE_DIR, by default `.snapinfra` in the checkout. */
export const stateFolder = (env: Readonly<Record<string, string | undefined>> = process.env): string =>
  env['SNAPINFRA_STATE_DIR'] || join(workspaceRoot, '.snapinfra');

const runFile = (folder: string): string => join(folder, 'run.json');

/** Reads the file of a state folder, even if the system no longer runs. */
export const readRunFile = (folder: string): RunState | undefined => {
  try {
    return JSON.parse(readFileSync(runFile(folder), 'utf8')) as RunState;
  } catch {
    return undefined;
  }
};

/** The running system of a state folder; undefined if the file is a stale one of a killed system. */
export const readRunState = (folder: string = stateFolder()): RunState | undefined => {
  const state = readRunFile(folder);
  return state && folderHolder(folder) === state.pid ? state : undefined;
};

export const writeRunState = (folder: string, state: RunState): void => {
  const partial = `${runFile(folder)}.${process.pid}`;
  writeFileSync(partial, `${JSON.stringify(state, undefined, 2)}\n`);
  renameSync(partial, runFile(folder));
};

export const clearRunState = (folder: string): void => rmSync(runFile(folder), { force: true });
