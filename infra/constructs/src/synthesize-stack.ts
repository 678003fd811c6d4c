import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, type Stack } from 'aws-cdk-lib';

/** One resource as CloudFormation reads it. */
export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

/** A CloudFormation template, as far as readers here look into it; the rest is kept as it is. */
export interface CloudFormationTemplate {
  readonly Resources: Readonly<Record<string, TemplateResource>>;
  readonly [section: string]: unknown;
}

/** A stack's name and the template that CloudFormation gets. */
export interface StackTemplate {
  readonly stackName: string;
  readonly template: CloudFormationTemplate;
}

/**
 * The template of one stack, made in this process without the CDK's command line: for tools/local-aws and for tests.
 * The first call in a process takes about a second, later ones some 50 ms.
 */
export const synthesizeStack = (build: (app: App) => Stack): StackTemplate => {
  const outdir = mkdtempSync(join(tmpdir(), 'snapinfra-synth-'));
  try {
    const app = new App({ outdir, analyticsReporting: false, treeMetadata: false });
    const stack = build(app);
    const template = app.synth().getStackArtifact(stack.artifactId).template as CloudFormationTemplate;
    return { stackName: stack.stackName, template };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
};
