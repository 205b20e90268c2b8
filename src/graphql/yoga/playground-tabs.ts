// The documents in the tabs of the playground.

export const LOOK = `# Look: your own profile and how complete it is.
query Look {
  me {
    id
    fullName
    bio {
      label
      summary
    }
    experience {
      name
      position
      startDate
      endDate
    }
    completion {
      percentage
      nextChangeAt
      sections {
        name
        status
      }
    }
  }
}
`;

export const EDIT = `# Edit: add the missing photo. The completion changes with it.
mutation Edit {
  savePhoto(input: { url: "https://example.com/portrait.jpg" }) {
    ... on ProfilePayload {
      profile {
        revision
        completion {
          percentage
        }
      }
    }
    ... on Error {
      code
      message
      fields {
        path
        message
      }
    }
  }
}
`;

export const SEARCH = `# Search: an edit is in the index a moment later.
query Search {
  searchProfiles(query: "engineer", first: 5, filter: { minCompletion: 50 }, facets: [SKILL, COUNTRY]) {
    totalCount
    facets {
      facet
      values {
        value
        count
      }
    }
    hits {
      id
      completion {
        percentage
      }
      highlights {
        attribute
        value
      }
      profile {
        fullName
        bio {
          label
        }
      }
    }
  }
}
`;

export const REINDEX = `# Reindex: as the administrator. Then watch it in the next tab.
mutation Reindex {
  startReindex(input: { mode: FULL, batchSize: 100 }) {
    id
    status
    total
  }
}
`;

export const WATCH = `# Watch: the progress of the latest run.
subscription Watch {
  reindexProgress(runId: "latest") {
    status
    processed
    total
    percentage
    ratePerSecond
    etaSeconds
  }
}
`;

export const QUEUES = `# Queues: as the administrator. Retry dead letters with retryDeadLetters(queue: "profile-changed").
query Queues {
  queues {
    name
    waiting
    delayed
    active
    deadLetters
    pause {
      until
      reason
    }
  }
  deadLetters(queue: "profile-changed", first: 10) {
    edges {
      node {
        id
        reason
        tries
        failedAt
        profile {
          fullName
        }
      }
    }
  }
}
`;
