import { beforeAll, describe, expect, it } from 'vitest';
import { chains } from '../../test-support/chains/chains.ts';
import { evolve } from '../../test-support/chains/evolve.ts';
import { readSample } from '../support/generated-project.ts';
import { acceptedFindings, type AcceptedFinding } from './accepted-findings.ts';
import { squawk, useSquawk, type ChangeFile, type Finding } from './squawk.ts';

/** Every migration of the chains, and those that a filled database refuses. */
const migrations = (): readonly ChangeFile[] =>
  Object.entries(chains).flatMap(([sample, chain]) => {
    const { steps } = evolve(readSample(sample).model, chain);
    const refused = steps.flatMap(({ refused, before, after }) =>
      refused === undefined || refused === after ? [] : refused.migrations.slice(before.migrations.length),
    );
    return [
      ...(steps.at(-1)?.after.migrations ?? []).map(({ name, sql }) => ({ name: `${sample}-${name}`, sql })),
      ...refused.map(({ name, sql }) => ({ name: `${sample}-refused-${name}`, sql })),
    ];
  });

const accepts = ({ rule, kinds, statement }: AcceptedFinding, finding: Finding): boolean =>
  rule === finding.rule && kinds.includes(finding.kind) && (statement?.test(finding.statement) ?? true);

const unexpected = (findings: readonly Finding[]): readonly Finding[] =>
  findings.filter((finding) => !acceptedFindings.some((accepted) => accepts(accepted, finding)));

const { skip, title } = useSquawk();

describe.skipIf(skip)(title, () => {
  let findings: readonly Finding[];
  let files: readonly ChangeFile[];
  beforeAll(async () => {
    files = migrations();
    findings = await squawk(files);
  });

  it('finds nothing in the migrations of the samples that is not accepted with a reason', () => {
    expect(files.length).toBeGreaterThan(60);
    expect(unexpected(findings)).toEqual([]);
  });

  it('finds everything that is accepted', () => {
    const unused = acceptedFindings.filter((accepted) => !findings.some((finding) => accepts(accepted, finding)));
    expect(unused).toEqual([]);
  });

  it('finds what is written unsafely', async () => {
    const unsafe = [
      { name: '0002_changes.sql', sql: 'CREATE INDEX "book_title_idx" ON "book" ("title");\n' },
      { name: '0003_changes.sql', sql: 'ALTER TABLE "book" ADD CONSTRAINT "c" CHECK ("pages" > 0);\n' },
      {
        name: '0004_changes.sql',
        sql: 'SELECT 1;\nCREATE INDEX CONCURRENTLY IF NOT EXISTS "i" ON "book" ("title");\n',
      },
    ];
    const rules = unexpected(await squawk(unsafe)).map(({ file, rule }) => `${file}: ${rule}`);
    expect(rules).toEqual(
      expect.arrayContaining([
        '0002_changes.sql: require-concurrent-index-creation',
        '0003_changes.sql: constraint-missing-not-valid',
        '0004_changes.sql: ban-concurrent-index-creation-in-transaction',
      ]),
    );
  });
});
