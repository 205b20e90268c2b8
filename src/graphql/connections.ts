// Descriptions and access of every Relay connection in the schema. Each connection names its own type and edge.
// https://relay.dev/graphql/connections.htm

export const connections = {
  nodeTypeOptions: { access: 'inherited' },
  nodeQueryOptions: false,
  nodesQueryOptions: false,
  defaultConnectionTypeOptions: { access: 'inherited', description: 'A page.' },
  defaultEdgeTypeOptions: { access: 'inherited', description: 'An item of a page with its cursor.' },
  edgesFieldOptions: { description: 'The items of the page, in order.' },
  pageInfoFieldOptions: { description: 'Whether there are more pages, and the cursors of this one.' },
  nodeFieldOptions: { description: 'The item.' },
  cursorFieldOptions: { description: 'The position of the item, for `after` or `before` of another page.' },
  pageInfoTypeOptions: {
    access: 'inherited',
    description: 'Whether there are more pages, and the cursors of a page.',
  },
  hasNextPageFieldOptions: { description: 'Whether there are items after the page, when paging forward.' },
  hasPreviousPageFieldOptions: {
    description: 'Whether there are items before the page, when paging backward.',
  },
  startCursorFieldOptions: { description: 'The cursor of the first item; null where the page is empty.' },
  endCursorFieldOptions: { description: 'The cursor of the last item; null where the page is empty.' },
  firstArgOptions: { description: 'The number of items from the start, 1 to 100; not together with `last`.' },
  afterArgOptions: { description: 'Only items after this cursor.' },
  lastArgOptions: { description: 'The number of items from the end, 1 to 100; not together with `first`.' },
  beforeArgOptions: { description: 'Only items before this cursor.' },
} as const;
