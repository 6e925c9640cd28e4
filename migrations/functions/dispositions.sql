-- Marks the records of calls with the dispositions of agents.

CREATE OR REPLACE FUNCTION app.lock_call(wanted text) RETURNS void
    LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT pg_advisory_xact_lock(hashtextextended('app.disposition ' || wanted, 0))
$$;
COMMENT ON FUNCTION app.lock_call(text) IS
    'Allows only one transaction at a time to store a disposition of a call or to mark it, so that the last disposition is the final mark.';
REVOKE EXECUTE ON FUNCTION app.lock_call(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.lock_call(text) TO ccrepo_writer;
GRANT EXECUTE ON FUNCTION app.lock_call(text) TO ccrepo_campaign_writer;

CREATE OR REPLACE FUNCTION app.mark_call(wanted text) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    waiting app.disposition;
    chosen record;
    marked integer := 0;
BEGIN
    PERFORM app.lock_call(wanted);
    FOR waiting IN
        SELECT * FROM app.disposition AS d WHERE d.guid = wanted AND d.marked_at IS NULL AND wanted <> '' ORDER BY d.id
    LOOP
        LOOP
            -- The record that was marked before is marked again; else the one with the longest conversation.
            SELECT r.calldate, r.id INTO chosen
            FROM public.cdr_repo AS r
            WHERE r.guid = wanted
              AND (r.campaign = waiting.campaign OR coalesce(r.campaign, '') = '' AND NOT waiting.own_only)
            ORDER BY
                r.id IN (SELECT e.cdr_id FROM app.disposition AS e WHERE e.guid = wanted AND e.cdr_id IS NOT NULL) DESC,
                coalesce(r.disposition = 'ANSWERED', false) DESC,
                r.billsec DESC NULLS LAST,
                r.calldate,
                r.id
            LIMIT 1;
            EXIT WHEN NOT FOUND;
            UPDATE public.cdr_repo AS r
            SET userfield = concat_ws(' / ', waiting.l1, nullif(waiting.l2, ''), nullif(waiting.l3, '')),
                note = coalesce(nullif(r.note, ''), nullif(waiting.comment, ''), r.note),
                finishtime = waiting.disposed_at
            WHERE r.calldate = chosen.calldate
              AND r.id = chosen.id;
            EXIT WHEN FOUND; -- otherwise the record has just been deleted, and the next one is marked
        END LOOP;
        CONTINUE WHEN NOT FOUND;
        UPDATE app.disposition AS d
        SET marked_at = clock_timestamp(), cdr_id = chosen.id
        WHERE d.id = waiting.id;
        marked := marked + 1;
    END LOOP;
    RETURN marked;
END
$$;
COMMENT ON FUNCTION app.mark_call(text) IS
    'Marks the call of a guid with its dispositions that are not applied yet, in order, and returns how many were applied. Of several records with the guid, it marks exactly one, of the disposition''s campaign or of none.';
REVOKE EXECUTE ON FUNCTION app.mark_call(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.mark_call(text) TO ccrepo_writer;

CREATE OR REPLACE FUNCTION app.mark_dispositions() RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    done pg_snapshot;
    seen pg_snapshot;
    horizon xid8;
    wanted text;
    marked integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('app.mark_dispositions'));
    -- Every statement below sees at least the rows of this snapshot; rows beyond it are processed again next time.
    seen := pg_current_snapshot();
    SELECT m.snapshot INTO done FROM app.disposition_marking AS m;
    IF pg_snapshot_xmax(done) > pg_snapshot_xmax(seen) THEN
        done := NULL; -- the database was restored into another cluster, whose transaction ids start again
    END IF;
    horizon := pg_snapshot_xmin(done);
    -- A disposition and its record arrive in any order; the newer one finds the other.
    FOR wanted IN
        SELECT d.guid
        FROM app.disposition AS d
        WHERE d.marked_at IS NULL
          AND (done IS NULL OR d.written_by >= horizon AND NOT pg_visible_in_snapshot(d.written_by, done))
          AND EXISTS (SELECT FROM public.cdr_repo AS r WHERE r.guid = d.guid)
        UNION
        SELECT d.guid
        FROM public.cdr_repo AS r
        JOIN app.disposition AS d
            ON d.guid = r.guid
        WHERE d.marked_at IS NULL
          AND r.written_by >= horizon
          AND NOT pg_visible_in_snapshot(r.written_by, done)
        ORDER BY 1
    LOOP
        marked := marked + app.mark_call(wanted);
    END LOOP;
    -- Without dispositions that wait, the earlier snapshot serves as well, and nothing is written every few seconds.
    IF done IS NULL OR marked > 0 OR EXISTS (SELECT FROM app.disposition AS d WHERE d.marked_at IS NULL) THEN
        UPDATE app.disposition_marking SET snapshot = seen;
    END IF;
    RETURN marked;
END
$$;
COMMENT ON FUNCTION app.mark_dispositions() IS
    'Marks the calls whose dispositions waited for their records, and returns how many dispositions were applied. A server calls it every few seconds, an import at its end.';
REVOKE EXECUTE ON FUNCTION app.mark_dispositions() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.mark_dispositions() TO ccrepo_writer;

CREATE OR REPLACE FUNCTION app.forget_removed_records() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    -- Their dispositions wait again: after an undone import, for the records of the next.
    UPDATE app.disposition AS d
    SET marked_at = NULL, cdr_id = NULL, written_by = DEFAULT
    FROM removed AS r
    WHERE d.guid = r.guid
      AND d.cdr_id = r.id;
    -- Hold and wrap-up found their calls by the guid of a record, whatever time it had.
    UPDATE public.queue_log_repo AS q
    SET written_by = DEFAULT
    FROM (
        SELECT DISTINCT k.callid
        FROM removed AS r
        CROSS JOIN LATERAL (VALUES (r.uniqueid), (r.linkedid)) AS k (callid)
        WHERE r.guid <> ''
          AND k.callid <> ''
    ) AS call
    WHERE q.callid = call.callid
      AND q.event = ANY (report.visit_events() || report.hold_events());
    UPDATE public.queue_log_repo AS q
    SET written_by = DEFAULT
    FROM (SELECT DISTINCT r.guid FROM removed AS r WHERE r.guid <> '') AS call
    WHERE CASE q.event WHEN 'FINISHWRAPUP' THEN q.data3 ELSE q.data2 END = call.guid
      AND q.event = ANY (report.hold_events());
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION app.forget_removed_records() IS
    'Lets the dispositions that had marked deleted records of calls wait for other records, and marks the events that such records related to a call as newly written, so that a refresh takes them.';
REVOKE EXECUTE ON FUNCTION app.forget_removed_records() FROM PUBLIC;
