-- AlterTable
ALTER TABLE "resume" ADD COLUMN     "rows" JSONB;
