import { packagesInGeneratedProjects } from '../naming/npm-name.ts';
import { describe, expect, it } from 'vitest';
import { column } from '../../test-support/resolved-builders.ts';
import { defaultDiagram, mermaidFlowchart, readDiagram } from './architecture-diagram.ts';
import { templateFiles } from '../template-files.ts';
import { exampleValue } from './example-value.ts';
import { isPackageName, packageNameFrom } from './package-name.ts';
import { readVariables } from './readme-configuration.ts';

describe('the variables of .env.example', () => {
  it('are described by the comment above them, which may be for several', () => {
    const text = '# About all of it.\n\n# Where to\n# listen\n# HOST=127.0.0.1\nPORT=3000\n# Keys\nJWT_SECRET=\n';
    expect(readVariables(text)).toEqual([
      { name: 'HOST', example: '127.0.0.1', description: 'Where to listen' },
      { name: 'PORT', example: '3000', description: 'Where to listen' },
      { name: 'JWT_SECRET', example: '', description: 'Keys' },
    ]);
  });
});

describe('the diagram of an architecture', () => {
  const draw = (architecture: unknown): string | undefined => {
    const diagram = readDiagram(architecture);
    return diagram === undefined ? undefined : mermaidFlowchart(diagram).text;
  };

  it('has its nodes, in the shape of their kind, and its edges', () => {
    const nodes = [
      { id: 'a', label: 'Web', type: 'frontend' },
      { id: 'b', data: { label: 'DB' }, type: 'database' },
      { id: 'c', type: 'queue' },
      { id: 'd', type: 'api', data: { name: 'Loans' } },
    ];
    const edges = [
      { source: 'a', target: 'b', label: 'reads' },
      { source: 'b', target: 'c' },
    ];
    expect(draw({ nodes, edges })).toBe(
      'flowchart LR\n  n1(["Web"])\n  n2[("DB")]\n  n3>"queue"]\n  n4["Loans"]\n  n1 -->|"reads"| n2\n  n2 --> n3',
    );
  });

  it.each([undefined, null, 'x', [], {}, { nodes: [] }, { nodes: 'x' }, { nodes: [null, 1, {}, { id: 7 }] }])(
    'is absent for %j',
    (architecture) => {
      expect(draw(architecture)).toBeUndefined();
    },
  );

  it('leaves out edges to nodes that are not there', () => {
    expect(draw({ nodes: [{ id: 'a' }], edges: [{ source: 'a', target: 'x' }, null, { source: 1 }] })).toBe(
      'flowchart LR\n  n1["a"]',
    );
  });

  it('shows the project itself where there is no architecture', () => {
    expect(mermaidFlowchart(defaultDiagram('Shop')).text).toContain('n2["Shop"]');
  });
});

describe('the name of the package', () => {
  it.each([
    ['My Shop', 'my-shop'],
    ['名前', expect.stringMatching(/^backend-[\da-f]{8}$/)],
    ['fastify', 'fastify-backend'],
    ['http', 'http-backend'],
    ['node_modules', 'node-modules'],
    ['', expect.stringMatching(/^backend/)],
  ])('for %j is one that npm takes', (text, name) => {
    const made = packageNameFrom(text, new Set(['fastify']));
    expect(made).toEqual(name);
    expect(isPackageName(made)).toBe(true);
  });

  it('is none of the packages that the project uses, all of which contracts lists', () => {
    const manifest = JSON.parse(templateFiles.get('package.json') ?? '') as Record<string, Record<string, string>>;
    const used = Object.keys({ ...manifest['dependencies'], ...manifest['devDependencies'] });
    expect(used.length).toBeGreaterThan(0);
    expect(used.toSorted()).toEqual([...packagesInGeneratedProjects].toSorted());
  });
});

describe('an example of a value', () => {
  it('meets the bounds and lengths of its field', () => {
    expect(exampleValue(column('a', 'integer', { minimum: 5 }))).toBe(5);
    expect(exampleValue(column('a', 'integer', { minimum: -9, maximum: -2 }))).toBe(-2);
    expect(exampleValue(column('a', 'numeric', { maximum: 0.5 }))).toBe('0.5');
    expect(exampleValue(column('a', 'varchar', { length: 2 }))).toBe('te');
    expect(exampleValue(column('a', 'text', { minLength: 6 }))).toBe('textxx');
    expect(exampleValue(column('a', 'char', { length: 2, pattern: '^[A-Z]{2}$' }))).toMatch(/^[A-Z]{2}$/);
    expect(exampleValue(column('a', 'text', { format: 'password' }))).toBe('a long password');
    expect(exampleValue(column('a', 'text', { minLength: Number.MAX_SAFE_INTEGER }))).toHaveLength(100);
    expect(exampleValue(column('a', 'text', { array: true }))).toEqual(['text']);
    expect(exampleValue(column('a', 'enum', { enumValues: ['x y', 'z'] }))).toBe('x y');
  });
});
