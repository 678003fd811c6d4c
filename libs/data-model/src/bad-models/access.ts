import { type BadModel, id, model, thing } from './bad-model.ts';

const owned = { name: 'owner', type: 'uuid', required: true };
const chain = (
  more: Readonly<Record<string, unknown>>,
  parent: Readonly<Record<string, unknown>> = {},
  relationship: Readonly<Record<string, unknown>> = {},
) =>
  model(
    [
      { name: 'parent', fields: [id, owned, { name: 'up', type: 'uuid' }], ...parent },
      thing([{ name: 'parent_id', type: 'uuid' }], more),
    ],
    {
      relationships: [
        {
          name: 'mine',
          type: 'many-to-one',
          fromTable: 'thing',
          fromField: 'parent_id',
          toTable: 'parent',
          toField: 'id',
          ...relationship,
        },
        { name: 'above', type: 'many-to-one', fromTable: 'parent', fromField: 'up', toTable: 'parent', toField: 'id' },
      ],
    },
  );
const rules = (read: readonly unknown[], more: Readonly<Record<string, unknown>> = {}) =>
  model([thing([owned], { access: { read }, ...more })]);

export const accessModels: readonly BadModel[] = [
  {
    code: 'unknown_value',
    title: 'a rule that does not exist',
    document: rules(['everybody']),
    path: '/tables/0/access/read/0',
    names: ['thing', 'everybody', 'public', 'role:<name>'],
    fine: rules(['public']),
  },
  {
    code: 'unknown_value',
    title: 'a role without a name',
    document: rules(['role: ']),
    path: '/tables/0/access/read/0',
    names: ['thing', 'role:<name>'],
    fine: rules(['role:it\'s "me"']),
  },
  {
    code: 'owner_missing',
    title: 'an owner rule for a table without owner',
    document: rules(['role:x', 'owner']),
    path: '/tables/0/access/read/1',
    names: ['thing', 'ownerField', 'ownerVia'],
    fine: rules(['owner'], { ownerField: 'owner' }),
  },
  {
    code: 'owner_missing',
    title: "the model's owner rule, and a table without owner",
    document: model([thing([])], { access: { delete: ['owner'] } }),
    path: '/access/delete/0',
    names: ['thing'],
    fine: model([thing([], { access: { delete: ['nobody'] } })], { access: { delete: ['owner'] } }),
  },
  {
    code: 'owner_ambiguous',
    title: 'an owner field and an owner via',
    document: chain({ ownerField: 'id', ownerVia: 'mine' }, { ownerField: 'owner' }),
    path: '/tables/1/ownerVia',
    names: ['thing'],
    fine: chain({ ownerVia: 'mine' }, { ownerField: 'owner' }),
  },
  {
    code: 'owner_type',
    title: 'an owner that is a date',
    document: model([thing([{ name: 'x', type: 'date' }], { ownerField: 'x' })]),
    path: '/tables/0/ownerField',
    names: ['thing', 'x', 'uuid'],
    fine: model([thing([{ name: 'x', type: 'bigserial' }], { ownerField: 'x' })]),
  },
  {
    code: 'unknown_relationship',
    title: 'an owner via a relationship that does not exist',
    document: chain({ ownerVia: 'yours' }, { ownerField: 'owner' }),
    path: '/tables/1/ownerVia',
    names: ['thing', 'yours', 'mine'],
    fine: chain({ ownerVia: 'mine' }, { ownerField: 'owner' }),
  },
  {
    code: 'owner_via_not_held',
    title: 'an owner via a relationship of another table',
    document: chain({ ownerVia: 'above' }, { ownerField: 'owner' }),
    path: '/tables/1/ownerVia',
    names: ['thing', 'above', 'mine'],
    fine: chain({ ownerVia: 'mine' }, { ownerField: 'owner' }),
  },
  {
    code: 'owner_via_without_owner',
    title: 'an owner via a table that has none',
    document: chain({ ownerVia: 'mine' }),
    path: '/tables/1/ownerVia',
    names: ['thing', 'parent'],
    fine: chain({ ownerVia: 'mine' }, { ownerField: 'owner' }),
  },
  {
    code: 'owner_cycle',
    title: 'an owner via the table itself',
    document: chain({}, { ownerVia: 'above' }),
    path: '/tables/0/ownerVia',
    names: ['parent'],
    fine: chain({}, { ownerField: 'owner' }),
  },
  {
    code: 'owner_unused',
    title: 'an owner whom no rule asks for',
    document: model([thing([{ name: 'x', type: 'uuid' }], { ownerField: 'x', access: { read: ['public'] } })]),
    path: '/tables/0/ownerField',
    names: ['thing', 'owner'],
    fine: model([thing([{ name: 'x', type: 'uuid' }], { ownerField: 'x', access: { update: ['owner'] } })]),
  },
  {
    code: 'empty_rules',
    title: 'an empty list of rules',
    document: rules([]),
    path: '/tables/0/access/read',
    names: ['thing', 'nobody'],
    fine: rules(['nobody']),
  },
  {
    code: 'redundant_rule',
    title: 'nobody beside a role',
    document: rules(['nobody', 'role:x']),
    path: '/tables/0/access/read',
    names: ['thing', 'read'],
    fine: rules(['public', 'role:x']),
  },
  {
    code: 'owner_public_create',
    title: 'anonymous callers who create rows that need an owner',
    document: model([thing([owned], { ownerField: 'owner', access: { create: ['public'] } })]),
    path: '/tables/0/access/create',
    names: ['thing', 'owner'],
    fine: model([thing([{ ...owned, required: false }], { ownerField: 'owner', access: { create: ['public'] } })]),
  },
  {
    code: 'owner_is_creator',
    title: 'rows that nobody can create for others',
    document: model([thing([owned], { ownerField: 'owner', access: { create: ['authenticated'], read: ['owner'] } })]),
    path: '/tables/0/ownerField',
    names: ['thing', 'owner'],
    fine: model([thing([owned], { ownerField: 'owner', access: { create: ['role:a'], read: ['owner'] } })]),
  },
  {
    code: 'owner_is_creator',
    title: 'several rows for each owner, which a role reads',
    document: model([
      thing([owned], {
        ownerField: 'owner',
        access: { create: ['owner'], read: ['owner', 'role:staff'] },
        indexes: [{ fields: ['owner', 'id'], unique: true }],
      }),
    ]),
    path: '/tables/0/ownerField',
    names: ['thing', 'owner'],
    fine: model([thing([owned], { ownerField: 'owner', access: { create: ['role:staff'], read: ['owner'] } })]),
  },
  {
    code: 'owner_creates_alone',
    title: 'one row for each owner, which a role manages and cannot create',
    document: model([thing([], { ownerField: 'id', access: { create: ['owner'], read: ['owner', 'role:staff'] } })]),
    path: '/tables/0/ownerField',
    names: ['thing', 'id', 'role:staff'],
    fine: model([thing([], { ownerField: 'id', access: { create: ['role:staff'], read: ['owner', 'role:staff'] } })]),
  },
  {
    code: 'link_table_closed',
    title: 'links that nobody may make',
    document: model(
      [thing([], { access: { update: ['role:a'] } }), { name: 'other', fields: [id], access: { read: ['nobody'] } }],
      {
        relationships: [{ type: 'many-to-many', fromTable: 'thing', fromField: 'id', toTable: 'other', toField: 'id' }],
      },
    ),
    path: '/relationships/0',
    names: ['thing', 'other'],
    fine: model(
      [thing([], { access: { update: ['role:a'] } }), { name: 'other', fields: [id], access: { read: ['role:b'] } }],
      {
        relationships: [{ type: 'many-to-many', fromTable: 'thing', fromField: 'id', toTable: 'other', toField: 'id' }],
      },
    ),
  },
];
