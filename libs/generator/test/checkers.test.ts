import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorkshop, lint, readSample, typecheck, type Workshop } from './support/generated-project.ts';

/** What the suite holds generated projects against must be able to say no. */
describe('a generated project with a planted offence', () => {
  let workshop: Workshop;
  beforeAll(() => {
    workshop = createWorkshop();
  });
  afterAll(() => workshop.clean());

  it('does not type-check', { timeout: 120_000 }, async () => {
    const project = workshop.generate('wrong-type', readSample('blog-designer'));
    appendFileSync(join(project, 'src/tables/index.ts'), "\nexport const wrong: number = 'text';\n");
    const { status, output } = await typecheck([project]);
    expect(status).not.toBe(0);
    expect(output).toContain("Type 'string' is not assignable to type 'number'");
  });

  it('does not lint', async () => {
    const project = workshop.generate('wrong-style', readSample('blog-designer'));
    appendFileSync(join(project, 'src/tables/index.ts'), '\nexport var wrong = 1 == 2;\n');
    const { status, output } = await lint(project);
    expect(status).not.toBe(0);
    expect(output).toContain('eqeqeq');
  });
});
