-- CreateTable
CREATE TABLE "administrator_action" (
    "id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "subject" TEXT,
    "action" TEXT NOT NULL,
    "arguments" JSON NOT NULL,

    CONSTRAINT "administrator_action_pkey" PRIMARY KEY ("id")
);
