-- The models of Erlang: how many agents a load of calls needs.

CREATE OR REPLACE FUNCTION report.erlang_b(agents integer, load double precision) RETURNS double precision
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT
    AS $$
DECLARE
    blocked double precision := 1;
BEGIN
    FOR n IN 1..agents LOOP
        -- The lower bound prevents a floating-point underflow, which is an error in PostgreSQL.
        blocked := greatest(load * blocked / (n + load * blocked), 1e-200);
    END LOOP;
    RETURN blocked;
END
$$;
COMMENT ON FUNCTION report.erlang_b(integer, double precision) IS
    'Erlang B: the probability that all agents are busy if no caller waits (M/M/n/n), by the recursion B(0) = 1, B(n) = a B(n-1) / (n + a B(n-1)). The load a is calls per second times their mean handling time in seconds.';

CREATE OR REPLACE FUNCTION report.erlang_c_agents(load double precision, aht double precision, threshold double precision, target double precision) RETURNS int_or_null
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT
    AS $$
DECLARE
    n integer := 0;
    blocked double precision := 1; -- Erlang B of n agents
    waiting double precision;
BEGIN
    IF load = 0 THEN
        RETURN 0;
    ELSIF NOT (load > 1e-9 AND load <= 10000 AND aht > 1e-6 AND aht < 1e9 AND threshold >= 0 AND threshold < 1e9 AND target > 0 AND target < 100) THEN
        RETURN NULL;
    END IF;
    LOOP
        n := n + 1;
        blocked := load * blocked / (n + load * blocked);
        CONTINUE WHEN n <= load; -- the queue would grow without bound
        waiting := blocked / (1 - load / n * (1 - blocked));
        IF 100 * (1 - waiting * exp(greatest(-(n - load) * threshold / aht, -700))) >= target THEN
            RETURN n;
        END IF;
    END LOOP;
END
$$;
COMMENT ON FUNCTION report.erlang_c_agents(double precision, double precision, double precision, double precision) IS
    'The smallest number of agents by Erlang C (M/M/n: no caller gives up) with which target percent of calls wait at most threshold seconds. The load a is calls per second times aht, their mean handling time in seconds. '
    'Service level of n > a agents: 1 - C exp(-(n - a) threshold / aht), with the probability of waiting C = B / (1 - a/n (1 - B)) and B of Erlang B by its recursion. '
    'NULL if the load exceeds 10,000, or the target is not between 0 and 100.';

CREATE OR REPLACE FUNCTION report.erlang_a_suffices(agents integer, load double precision, aht double precision, patience double precision, threshold double precision, target double precision) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT
    AS $$
DECLARE
    impatience double precision := aht / patience; -- waiting callers give up at this rate; calls end at rate 1
    late double precision := 1 - exp(greatest(-threshold / patience, -700)); -- share that has given up by the threshold
    state double precision := 1; -- probability that k wait, relative to that of all agents busy and none waiting
    log_term double precision := -threshold / aht * (agents + impatience);
    missed double precision := 0; -- probability that those ahead of the next caller are not gone by the threshold
    served double precision; -- probability that the next caller is served by then
    surplus double precision := (1 / report.erlang_b(agents, load) - 1) * (1 - target); -- of the callers who need not wait
    next double precision; -- ratio of the next state's probability to this one's
    k integer := 0;
BEGIN
    LOOP
        missed := least(missed + exp(greatest(log_term, -700)), 1);
        served := agents / (agents + impatience * (k + 1)) * (1 - missed);
        surplus := surplus + state * (served - target);
        next := load / (agents + impatience * (k + 1));
        -- All following states have a lower probability of service than this one.
        IF served < target AND surplus < 0 THEN
            RETURN false;
        ELSIF next < 1 AND surplus >= target * state * next / (1 - next) OR state < 1e-200 THEN
            RETURN surplus >= 0;
        END IF;
        k := k + 1;
        state := state * next;
        log_term := log_term + ln(greatest((agents / impatience + k) / k * late, 1e-300));
        IF state > 1e100 THEN
            state := state * 1e-100;
            surplus := CASE WHEN abs(surplus) > 1e-100 THEN surplus * 1e-100 ELSE 0 END;
        END IF;
    END LOOP;
END
$$;
COMMENT ON FUNCTION report.erlang_a_suffices(integer, double precision, double precision, double precision, double precision, double precision) IS
    'Whether this many agents serve the share target (0 to 1) of all calls within threshold seconds by Erlang A (M/M/n+M). A caller who finds k waiting is served once those and one call in hand are gone, '
    'which takes the sum of exponential times of rates n/aht + j/patience, j = 0 to k; exp(-sum/patience) is Beta(n patience/aht, k + 1), so that the share served in time within state k is '
    'n / (n + (k+1) aht/patience) times P(Beta(n patience/aht + 1, k + 1) > exp(-threshold/patience)), a finite sum that grows by one term a state.';

CREATE OR REPLACE FUNCTION report.erlang_a_agents(load double precision, aht double precision, patience double precision, threshold double precision, target double precision) RETURNS int_or_null
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT
    AS $$
DECLARE
    few integer := ceil(load * target / 100) - 1; -- even if they never pause, fewer agents cannot serve enough calls
    enough integer;
    step integer := 1;
    middle integer;
BEGIN
    IF load = 0 THEN
        RETURN 0;
    ELSIF NOT (load > 1e-9 AND load <= 10000 AND aht > 1e-6 AND aht < 1e9 AND patience > 1e-6 AND patience < 1e12
            AND threshold >= 0 AND threshold < 1e9 AND target > 0 AND target < 100) THEN
        RETURN NULL;
    END IF;
    enough := few + 1;
    WHILE NOT report.erlang_a_suffices(enough, load, aht, patience, threshold, target / 100) LOOP
        few := enough;
        enough := enough + step;
        step := 2 * step;
    END LOOP;
    WHILE enough - few > 1 LOOP
        middle := (few + enough) / 2;
        IF report.erlang_a_suffices(middle, load, aht, patience, threshold, target / 100) THEN
            enough := middle;
        ELSE
            few := middle;
        END IF;
    END LOOP;
    RETURN enough;
END
$$;
COMMENT ON FUNCTION report.erlang_a_agents(double precision, double precision, double precision, double precision, double precision) IS
    'The smallest number of agents by Erlang A (M/M/n+M: a caller gives up after an exponential time, on average patience seconds) with which target percent of all calls are answered within threshold seconds, '
    'those given up counting as missed. load a: calls a second times aht, their mean handling time in seconds. '
    'NULL if the load exceeds 10,000, or the target is not between 0 and 100.';
