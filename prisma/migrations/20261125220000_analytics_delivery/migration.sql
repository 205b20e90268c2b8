-- Which transitions Segment has accepted. The version before goes on writing rows without the column: they are delivered too.
-- AlterTable
ALTER TABLE "analytics_event" ADD COLUMN     "delivered_at" TIMESTAMPTZ(3);

-- upgrade: only pushes write this table, and they wait; it holds a few rows per profile, whose index is built in seconds.
-- CreateIndex
CREATE INDEX "analytics_event_delivered_at_occurred_at_idx" ON "analytics_event"("delivered_at", "occurred_at");
