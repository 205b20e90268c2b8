// Owns what is said of every Relay connection in the schema; each connection names its own type and edge.
// https://relay.dev/graphql/connections.htm

export const connections = {
  nodeTypeOptions: { access: 'inherited' },
  nodeQueryOptions: false,
  nodesQueryOptions: false,
  defaultConnectionTypeOptions: { access: 'inherited', description: 'One page.' },
  defaultEdgeTypeOptions: { access: 'inherited', description: 'One item of a page, and where it stands.' },
  edgesFieldOptions: { description: 'The items of the page, in order.' },
  pageInfoFieldOptions: { description: 'What is before and after the page.' },
  nodeFieldOptions: { description: 'The item.' },
  cursorFieldOptions: { description: 'Where it stands; goes into `after` or `before` of another page.' },
  pageInfoTypeOptions: { access: 'inherited', description: 'What is before and after a page.' },
  hasNextPageFieldOptions: { description: 'Whether there is more after the page, when paging forward.' },
  hasPreviousPageFieldOptions: {
    description: 'Whether there is more before the page, when paging backward.',
  },
  startCursorFieldOptions: { description: 'Of the first item; null where the page is empty.' },
  endCursorFieldOptions: { description: 'Of the last item; null where the page is empty.' },
  firstArgOptions: { description: 'How many from the start, 1 to 100; not together with `last`.' },
  afterArgOptions: { description: 'Those after this cursor.' },
  lastArgOptions: { description: 'How many from the end, 1 to 100; not together with `first`.' },
  beforeArgOptions: { description: 'Those before this cursor.' },
} as const;
