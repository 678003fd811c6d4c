import { watch } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '../lib/ensure-installed.mjs';
import type { Supervised } from '../lib/supervise.ts';
import type { Part } from './system.ts';

export interface WatchOptions {
  readonly running: readonly { readonly part: Part; readonly supervised: Supervised }[];
  readonly print: (line: string) => void;
}

/** Which parts a folder concerns, by the imports that the boundaries allow. */
const concernsOf = (names: readonly string[]): Readonly<Record<string, readonly string[]>> => {
  const apps = names.filter((name) => name !== 'aws');
  return {
    'libs/platform/src': names,
    'libs/contracts/src': names,
    'libs/data-model/src': names,
    'libs/aws-clients/src': apps,
    'libs/jobs/src': apps,
    'libs/generator/src': ['codegen-worker'],
    'libs/generator/template': ['codegen-worker'],
    infra: ['aws'],
    'tools/local-aws/src': ['aws'],
    ...Object.fromEntries(apps.map((name) => [`apps/${name}/src`, [name]])),
  };
};

/** Tests, what editors leave for a moment, and what synth writes. */
const beside = /\.test\.ts$|~$|\.swp$|(^|\/)(cdk\.out|node_modules)\//;

/** Editors write a file in several steps, and a branch switch touches hundreds. */
const settleMs = 150;

/** Restarts what a changed file concerns; changes that come meanwhile are answered by one more restart. */
export const watchSources = ({ running, print }: WatchOptions): { close: () => void } => {
  const waiting = new Map<string, string>();
  let timer: NodeJS.Timeout | undefined;
  let busy = false;
  const settle = async () => {
    if (busy || waiting.size === 0) return;
    busy = true;
    const changed = new Map(waiting);
    waiting.clear();
    // One after the other in the order of the start: the apps need their AWS.
    for (const { part, supervised } of running) {
      const file = changed.get(part.name);
      if (file !== undefined) await supervised.restart(file).catch((error: unknown) => print(String(error)));
    }
    busy = false;
    void settle();
  };
  const watchers = Object.entries(concernsOf(running.map(({ part }) => part.name))).map(([folder, parts]) =>
    watch(join(workspaceRoot, folder), { recursive: true }, (_event, file) => {
      if (file === null || beside.test(file)) return;
      for (const part of parts) waiting.set(part, `${folder}/${file}`);
      clearTimeout(timer);
      timer = setTimeout(() => void settle(), settleMs);
    }),
  );
  return {
    close: () => {
      clearTimeout(timer);
      for (const watcher of watchers) watcher.close();
    },
  };
};
