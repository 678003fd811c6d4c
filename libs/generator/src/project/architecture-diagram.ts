import { mermaidLabel, none, plain, plainJoin, plainNumber, type Code } from '../emit/index.ts';

type Plain = Code<'text'>;

interface DiagramNode {
  readonly id: string;
  readonly label: string;
  readonly type: string;
}
interface DiagramEdge {
  readonly source: string;
  readonly target: string;
  readonly label: string | undefined;
}
export interface Diagram {
  readonly nodes: readonly DiagramNode[];
  readonly edges: readonly DiagramEdge[];
}

/** A diagram with more than this is no picture any more, and Mermaid refuses it. */
const maxNodes = 150;
const maxEdges = 400;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const readNode = (value: unknown): readonly DiagramNode[] => {
  if (!isRecord(value)) return [];
  const id = text(value['id']);
  if (id === undefined) return [];
  const data = isRecord(value['data']) ? value['data'] : {};
  const type = text(value['type']) ?? '';
  return [
    { id, type, label: text(value['label']) ?? text(data['label']) ?? text(data['name']) ?? (type === '' ? id : type) },
  ];
};

const readEdge = (value: unknown): readonly DiagramEdge[] => {
  if (!isRecord(value)) return [];
  const [source, target] = [text(value['source']), text(value['target'])];
  return source === undefined || target === undefined ? [] : [{ source, target, label: text(value['label']) }];
};

/** The nodes and edges of an architecture document, as far as it has them; undefined where there is nothing to draw. */
export const readDiagram = (architecture: unknown): Diagram | undefined => {
  if (!isRecord(architecture)) return undefined;
  const found = new Map(
    list(architecture['nodes'])
      .flatMap(readNode)
      .map((node) => [node.id, node]),
  );
  const nodes = [...found.values()].slice(0, maxNodes);
  const drawn = new Set(nodes.map((node) => node.id));
  const edges = list(architecture['edges'])
    .flatMap(readEdge)
    .filter((edge) => drawn.has(edge.source) && drawn.has(edge.target));
  return nodes.length === 0 ? undefined : { nodes, edges: edges.slice(0, maxEdges) };
};

/** The diagram of a project without an architecture: the generated project itself. */
export const defaultDiagram = (label: string): Diagram => ({
  nodes: [
    { id: 'client', label: 'Clients', type: 'frontend' },
    { id: 'api', label, type: 'api' },
    { id: 'database', label: 'PostgreSQL', type: 'database' },
  ],
  edges: [
    { source: 'client', target: 'api', label: 'HTTP, JSON' },
    { source: 'api', target: 'database', label: undefined },
  ],
});

type Shape = (label: Plain) => Plain;
const box: Shape = (label) => plain`[${label}]`;
const shapes: readonly (readonly [pattern: RegExp, shape: Shape])[] = [
  [/database|postgres|sql|storage|bucket|store/i, (label) => plain`[(${label})]`],
  [/queue|topic|stream|event|notification/i, (label) => plain`>${label}]`],
  [/cache/i, (label) => plain`{{${label}}}`],
  [/frontend|client|web|mobile|user/i, (label) => plain`([${label}])`],
];

const shapeOf = (type: string): Shape => shapes.find(([pattern]) => pattern.test(type))?.[1] ?? box;

/** A Mermaid flowchart; nodes are numbered, so that ids of the document are not part of it. */
export const mermaidFlowchart = (diagram: Diagram): Plain => {
  const numbers = new Map(diagram.nodes.map((node, position) => [node.id, nodeName(position)]));
  const nodes = diagram.nodes.map(
    (node, position) => plain`${nodeName(position)}${shapeOf(node.type)(mermaidLabel(node.label))}`,
  );
  const edges = diagram.edges.map((edge) => {
    const label = edge.label === undefined ? none : plain`|${mermaidLabel(edge.label)}|`;
    return plain`${numbers.get(edge.source) ?? none} -->${label} ${numbers.get(edge.target) ?? none}`;
  });
  return plain`
    flowchart LR
      ${plainJoin([...nodes, ...edges])}
  `;
};

/** `n1`, `n2` … */
const nodeName = (position: number): Plain => plain`n${plainNumber(position + 1)}`;
