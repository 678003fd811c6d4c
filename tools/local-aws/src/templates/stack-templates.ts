import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { StackTarget, StackTemplate } from '@snapinfra/infra-constructs';
import { localAccount, localRegion } from '../stage-env.ts';

const workspaceRoot = fileURLToPath(new URL('../../../../', import.meta.url));
const cacheFolder = join(workspaceRoot, 'node_modules', '.cache', 'snapinfra-templates');

/** Sources of the templates in addition to the stacks themselves. */
const sharedSources = ['infra/constructs/src', 'libs/platform/src'];
const lockedCdk = 'node_modules/aws-cdk-lib/package.json';

/** Templates are cached for this placeholder, which is then replaced: a stage only appears in names. */
const templateStage = 'template-stage';

export interface TemplatesTarget {
  readonly stage: string;
  readonly account?: string;
  readonly region?: string;
}

/**
 * The templates of all stacks for a stage, like those of `cdk synth`. Loading the CDK takes a second or two, so they
 * are cached under node_modules/.cache by a hash of their sources, which takes milliseconds for any stage.
 */
export const stackTemplates = async ({
  stage,
  account = localAccount,
  region = localRegion,
}: TemplatesTarget): Promise<readonly StackTemplate[]> => {
  const path = join(cacheFolder, `${await sourceHash(account, region)}.json`);
  const text = (await readFile(path, 'utf8').catch(() => undefined)) ?? (await synthesizeInto(path, account, region));
  return JSON.parse(text.replaceAll(templateStage, stage)) as StackTemplate[];
};

/** Synthesizes the templates of every project under infra/ that has a stack, including generated services. */
export const synthesizeTemplates = async (target: Required<TemplatesTarget>): Promise<readonly StackTemplate[]> => {
  const projects = await Promise.all((await stackFolders()).map(importStack));
  return projects.flat().map((synthesize) => synthesize(target));
};

type Synthesize = (target: StackTarget) => StackTemplate;

/** Loads the functions that a stack's project exports, such as `synthesizeDataTemplate`. */
const importStack = async (folder: string): Promise<Synthesize[]> => {
  const project = (await import(pathToFileURL(join(workspaceRoot, folder, 'src/index.ts')).href)) as Record<
    string,
    unknown
  >;
  const found = Object.entries(project).filter(([name]) => /^synthesize\w+Template$/.test(name));
  if (found.length === 0) throw new Error(`${folder} has a cdk.json but exports no synthesize…Template.`);
  return found.map(([, synthesize]) => synthesize as Synthesize);
};

const stackFolders = async (): Promise<string[]> => {
  const files = await readdir(join(workspaceRoot, 'infra'), { withFileTypes: true });
  return files
    .filter((entry) => entry.isDirectory() && existsSync(join(entry.parentPath, entry.name, 'cdk.json')))
    .map(({ name }) => `infra/${name}`)
    .toSorted();
};

const synthesizeInto = async (path: string, account: string, region: string): Promise<string> => {
  const text = JSON.stringify(await synthesizeTemplates({ stage: templateStage, account, region }));
  await mkdir(cacheFolder, { recursive: true });
  const partial = `${path}.${randomUUID()}`;
  await writeFile(partial, text);
  await rename(partial, path);
  return text;
};

const sourceHash = async (account: string, region: string): Promise<string> => {
  const hash = createHash('sha256').update(`${account}\0${region}\0`);
  const stacks = (await stackFolders()).map((folder) => `${folder}/src`);
  const files = (await Promise.all([...sharedSources, ...stacks].map(listFiles))).flat().toSorted();
  const texts = await Promise.all([...files, join(workspaceRoot, lockedCdk)].map((file) => readFile(file, 'utf8')));
  for (const text of texts) hash.update(text).update('\0');
  return hash.digest('hex').slice(0, 32);
};

const listFiles = async (folder: string): Promise<string[]> => {
  const entries = await readdir(join(workspaceRoot, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts'))
    .map((entry) => join(entry.parentPath, entry.name));
};
