/** Types of bridge.js, which makes the global `ccrepo`. How to use it: docs/bridge.md. */
declare namespace ccrepo {
  /** Connects a page with the actions of an agent. Throws a TypeError if an option is invalid. */
  function connect(options: Options): Connection;

  interface Options {
    /** The agent that the page is for. */
    agent: string;
    /**
     * The agent's token, which the CRM's back end gets by `POST /v1/agents/{agent}/token`; preferably a function that
     * requests a new one from the back end. It is called for the first token, before one expires, and if one was refused.
     */
    token: string | (() => Token | Promise<Token>);
    /** The window to which actions are posted: `self` is the page's own, `parent` the one around its frame. */
    target: 'self' | 'parent';
    /**
     * The exact origin of that window, such as `https://desktop.example.com`: required for `parent`; for `self` it is the
     * page's own. `'*'` posts to any origin, so that any page around this one can read numbers and comments.
     */
    targetOrigin?: string;
    /** The URL of ccrepo; by default that of bridge.js. A module must name it. */
    server?: string;
    /**
     * Wait for the desktop's answer, a message `Confirmation` from that window and origin, before an action is done. By
     * default an action is done as soon as it is posted.
     */
    confirm?: boolean;
    /** Called in each tab with every action of the agent, and after each of its changes. */
    onAction?: (action: Action) => void;
    /** Called with the status of the connection; `error` is the reason if it is `offline`, or `closed` by itself. */
    onStatus?: (status: Status, error?: ActionError) => void;
  }

  type Token = string | { token: string };

  /**
   * `live`: this tab takes the actions. `standby`: another tab has the lock and does, and this one will when that closes. `offline`: the
   * server does not answer; the bridge tries again. `closed`: by `close`, or because the token (a string) was refused.
   */
  type Status = 'connecting' | 'live' | 'standby' | 'offline' | 'closed';

  interface Connection {
    /** Makes a call. Resolves with the action when it is done; rejects with an ActionError if it was refused, failed or expired. */
    makeCall(call: Call): Promise<Action>;
    /** Ends the agent's call. */
    hangUp(): Promise<Action>;
    /** Sets the disposition of a call. It is also stored if the desktop does not answer, but then the promise rejects. */
    disposition(disposition: Disposition): Promise<Action>;
    /** Closes the window with the contact's data. */
    closeTab(): Promise<Action>;
    /** Ends the connection; another tab takes over. */
    close(): void;
    readonly status: Status;
  }

  interface Call {
    /** E.164, or digits as they are dialled locally. */
    destination: string;
    /** Such as `TestCampaign->`. */
    campaign: string;
    /** The number that the call shows; by default the campaign's. */
    did?: string;
    /** Id of the call, if it has one already. */
    guid?: string;
    /** Seconds after which the action expires, 15 by default. */
    expires_in?: number;
  }

  interface Disposition {
    campaign: string;
    /** The contact's number. */
    callerid: string;
    /** Id of the call. */
    guid: string;
    /** The disposition, in up to three levels. */
    l1: string;
    l2?: string;
    l3?: string;
    /** More data. */
    d1?: string;
    d2?: string;
    comment?: string;
    /** Seconds after which the message to the desktop expires, 15 by default. */
    expires_in?: number;
  }

  type State = 'queued' | 'delivered' | 'acknowledged' | 'done' | 'failed' | 'expired';

  /** An action, as `/v1/actions` returns it. Times are RFC 3339. */
  interface Action {
    id: number;
    agent: string;
    action: Payload['action'];
    state: State;
    deadline: string;
    created_at: string;
    delivered_at: string | null;
    acknowledged_at: string | null;
    ended_at: string | null;
    /** Why it failed. */
    detail: string | null;
    payload: Payload;
  }

  /** The message to the desktop's window. */
  type Payload =
    | { action: 'MAKE_CALL'; call: { destination: string; campaign: string; did: string; guid?: string } }
    | { action: 'HANG_UP' }
    | {
        action: 'DISPOSITION_CALL';
        disposition: Record<'campaign' | 'callerid' | 'guid' | 'l1' | 'l2' | 'l3' | 'd1' | 'd2' | 'comment', string>;
      }
    | { action: 'CLOSE_TAB' };

  /** The answer of the desktop if `confirm` is set. */
  interface Confirmation {
    action: Payload['action'];
    state: 'done' | 'failed';
    /** Why it failed, in at most 200 characters. */
    detail?: string;
  }

  /** `problem` is the server's refusal; `action` the action that failed or expired. An error without both is one of the network. */
  interface ActionError extends Error {
    problem?: Problem;
    action?: Action;
    status?: number;
  }

  /** RFC 9457. */
  interface Problem {
    type: string;
    title: string;
    status: number;
    detail?: string;
    /** Stable: see docs/reading.md. */
    code: string;
    errors?: { param: string; message: string }[];
  }
}
