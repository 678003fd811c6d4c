import { createHash } from 'node:crypto';
import { join, relative } from 'node:path';
import type { CodeGeneration, SavedProject } from '@snapinfra/contracts';
import { severities } from '@snapinfra/data-model';
import { DemoError } from './demo-error.ts';
import type { Gateway } from './gateway.ts';
import type { Story } from './story.ts';
import { unpackProject } from './unpack-project.ts';

const shownIssues = 20;

export interface Model {
  readonly name: string;
  readonly schema: unknown;
}

/** From a model to the folder of the generated project, through the public API. */
export async function getProject(gateway: Gateway, model: Model, story: Story, workspaceRoot: string): Promise<string> {
  const project = await createProject(gateway, model, story);
  return generateProject(gateway, project.id, story, workspaceRoot);
}

export async function createProject(gateway: Gateway, model: Model, story: Story): Promise<SavedProject> {
  const project = await story.step(
    'Creating the project',
    () => gateway.createProject({ name: model.name, schema: model.schema }),
    ({ id, tableCount }) => `Project ${id} created, with ${tableCount} tables`,
  );
  showIssues(story, project);
  return project;
}

/** Generates the newest version of a project's model, into the folder of its earlier generation if there is one. */
export async function generateProject(
  gateway: Gateway,
  projectId: string,
  story: Story,
  workspaceRoot: string,
): Promise<string> {
  const generation = await generate(gateway, projectId, story);
  return download(gateway, generation, story, workspaceRoot);
}

function showIssues(story: Story, { issues }: SavedProject): void {
  const ordered = severities.flatMap((wanted) => issues.filter(({ severity }) => severity === wanted));
  for (const { severity, path, message } of ordered.slice(0, shownIssues))
    story.line(`    ${severity} ${path}: ${message}`);
  if (issues.length > shownIssues) story.line(`    … and ${issues.length - shownIssues} more`);
}

async function generate(gateway: Gateway, projectId: string, story: Story): Promise<CodeGeneration> {
  return story.step(
    'Generating the code',
    async (detail) => {
      let last = await gateway.generate(projectId);
      for await (const generation of gateway.follow(last.id)) {
        last = generation;
        const { percent, message } = generation.progress;
        detail(`${String(percent).padStart(3)} %  ${message}`);
        if (!process.stdout.isTTY) story.line(`    ${String(percent).padStart(3)} %  ${message}`);
      }
      if (last.status !== 'completed') {
        const details = last.error ? [`${last.error.code}: ${last.error.message}`] : [];
        throw new DemoError(`The code generation ended as ${last.status}`, details);
      }
      return last;
    },
    ({ result }) => `Code generated: ${result?.fileCount} files in ${result?.durationMs} ms of the worker's time`,
  );
}

async function download(
  gateway: Gateway,
  generation: CodeGeneration,
  story: Story,
  workspaceRoot: string,
): Promise<string> {
  const { fileName, archive } = await story.step(
    'Downloading the ZIP',
    async () => {
      const downloaded = await gateway.download(generation.id);
      const sha256 = createHash('sha256').update(downloaded.archive).digest('hex');
      if (sha256 !== generation.result?.archiveSha256)
        throw new DemoError('The hash of the download differs from that of the stored archive');
      return downloaded;
    },
    (downloaded) =>
      `Downloaded ${downloaded.fileName} (${(downloaded.archive.length / 1024).toFixed(0)} KB) by its presigned URL`,
  );
  const folder = join(workspaceRoot, 'generated', folderName(fileName));
  await story.step(
    'Unpacking it',
    () => unpackProject(archive, folder),
    ({ written, removed, setAside }) =>
      [
        `Unpacked ${written} files into ${relative(workspaceRoot, folder)}`,
        removed.length > 0 && `${removed.length} of an earlier generation removed`,
        setAside.length > 0 && `${setAside.length} that you had edited kept in .snapinfra/replaced`,
      ]
        .filter(Boolean)
        .join(', '),
  );
  return folder;
}

/** The archive's name without characters that need quoting in a path or a shell. */
const folderName = (fileName: string): string =>
  fileName
    .replace(/\.zip$/i, '')
    .replaceAll(/[^\p{L}\p{N}._-]+/gu, '-')
    .replace(/^[.-]+/, '')
    .toLowerCase()
    .slice(0, 100) || 'project';
