-- CreateTable
CREATE TABLE "database_incarnation" (
    "id" INTEGER NOT NULL,
    "incarnation" TEXT NOT NULL,
    "written_by" TEXT NOT NULL,

    CONSTRAINT "database_incarnation_pkey" PRIMARY KEY ("id")
);
