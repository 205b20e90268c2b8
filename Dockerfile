# One image for every role: ROLE=api, worker or all. It keeps nothing on disk once DATABASE_URL, REDIS_URL and the
# Algolia variables are set, and needs no privileges.
FROM node:24-slim
WORKDIR /vitae
ENV NODE_ENV=production
COPY package.json package-lock.json prisma.config.ts ./
COPY prisma prisma
RUN npm ci --omit=dev
COPY src src
USER node
EXPOSE 4000
HEALTHCHECK CMD ["node", "-e", "fetch('http://localhost:4000/health').then(({ ok }) => process.exit(ok ? 0 : 1))"]
CMD ["node", "src/main.ts"]
