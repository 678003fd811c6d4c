import type { ChainStep } from './chain.ts';
import { addRequired, linkMany, narrow, relabel, rename, retype, unique, widenKey } from './steps.ts';

const long = (letter: string, length: number): string => letter.repeat(length);

/** What happens to each sample, one change after the other. */
export const chains: Readonly<Record<string, readonly ChainStep[]>> = {
  chinook: [
    rename('album', 'record', [['title', 'heading']]),
    addRequired('customer', { name: 'tier', type: 'varchar', length: 20 }, 'standard'),
    narrow('customer', 'company', {
      to: { length: 20 },
      spoil: long('c', 21),
      fixed: 'short',
      wider: [['track', 'name', { length: 400 }]],
    }),
    widenKey('artist', 'artist_id'),
    linkMany('track', ['genre_id']),
  ],
  'blog-designer': [
    rename('Author', 'Writer', [['Full Name', 'Name']]),
    unique('Post', 'title', { same: 'twice', other: `'title ' || n` }),
    relabel('Writer', 'role', {
      before: ['Admin', 'Writer', 'Guest author'],
      add: 'Editor',
      rename: ['Guest author', 'Guest'],
      remove: 'Admin',
      instead: 'Writer',
    }),
    widenKey('Post', 'id'),
    addRequired('Tag', { name: 'Colour', type: 'text' }, 'grey'),
  ],
  'crm-designer': [
    rename('Asset', 'Device', [['Serial Number', 'Serial']]),
    relabel('Job', 'Status', {
      before: ['New', 'Scheduled', 'On site', 'Done', 'Cancelled'],
      add: 'Blocked',
      rename: ['On site', 'Under way'],
      remove: 'Cancelled',
      instead: 'Done',
    }),
    unique('Site', 'Gate Code', { same: '0000', other: `'gate ' || n` }),
    widenKey('Site', 'id'),
    linkMany('Job', ['technician_id']),
  ],
  'school-older': [
    rename('Guardian', 'Contact', [['Phone', 'Telephone']]),
    addRequired('Course', { name: 'Term', type: 'integer' }, 1),
    relabel('Enrolment', 'Grade', {
      before: ['A*', 'A', 'B', 'C', 'D', '—'],
      add: 'F',
      rename: ['—', 'none'],
      remove: 'D',
      instead: 'C',
    }),
    widenKey('Student', 'id'),
    linkMany('Course', ['room_building', 'room_number']),
  ],
  'library-onboarding': [
    rename('copies', 'volumes', [['isbn', 'number']]),
    addRequired('readers', { name: 'language', type: 'char', length: 2 }, 'en'),
    narrow('volumes', 'number', {
      to: { length: 10 },
      spoil: long('9', 13),
      fixed: '9',
      wider: [['loans', 'fine', { precision: 14, scale: 2 }]],
    }),
    unique('branches', 'name', { same: 'Main', other: `'branch ' || n` }),
    retype('readers', 'card_no', { type: 'text' }),
  ],
  'league-onboarding': [
    rename('people', 'players', [['full name', 'name']]),
    narrow('teams', 'motto', {
      to: { length: 30 },
      spoil: long('m', 50),
      fixed: 'win',
      wider: [['teams', 'slug', { length: 100 }]],
    }),
    relabel('team_members', 'role', {
      before: ['captain', 'player', "it's complicated"],
      add: 'coach',
      rename: ["it's complicated", 'other'],
      remove: 'player',
      instead: 'captain',
    }),
    retype('matches', 'pitch', { type: 'integer' }),
    addRequired('matches', { name: 'season', type: 'smallint' }, 2026),
  ],
  inheritance: [
    rename('employee', 'worker', [['badge', 'card']]),
    widenKey('party', 'party_id'),
    narrow('person', 'last_name', { to: { length: 20 }, spoil: long('n', 30), fixed: 'Smith' }),
    addRequired('sales_quota', { name: 'currency', type: 'char', length: 3 }, 'EUR'),
    unique('person', 'last_name', { same: 'Smith', other: `'Smith ' || n` }),
  ],
  everything: [
    rename('product', 'article', [['title', 'name']]),
    relabel('user', 'role', {
      before: ['owner', 'staff member', 'café', "it's"],
      add: 'guest',
      rename: ['café', 'coffee'],
      remove: "it's",
      instead: 'owner',
    }),
    widenKey('category', 'id'),
    narrow('user', 'display name', { to: { length: 20 }, spoil: long('d', 40), fixed: 'Ann' }),
    linkMany('order_line', ['product_sku']),
  ],
  clinic: [
    rename('person', 'individual', [['family_name', 'surname']]),
    relabel('relative', 'relation', {
      before: ['parent', 'child', 'partner', 'guardian', 'other'],
      add: 'sibling',
      rename: ['partner', 'spouse'],
      remove: 'guardian',
      instead: 'other',
    }),
    widenKey('department', 'id'),
    unique('group', 'purpose', { same: 'care', other: `'purpose ' || n` }),
    linkMany('practitioner', ['department_id']),
  ],
  sharing: [
    rename('doc', 'paper', [['title', 'heading']]),
    addRequired('label', { name: 'shade', type: 'text' }, 'plain'),
    narrow('person', 'name', { to: { length: 30 }, spoil: long('n', 40), fixed: 'Ann' }),
    widenKey('topic', 'id'),
    unique('label', 'name', { same: 'red', other: `'label ' || n` }),
  ],
};
