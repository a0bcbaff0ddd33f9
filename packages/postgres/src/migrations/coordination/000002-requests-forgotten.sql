-- Requests that nobody waits for any more are found and forgotten when one is answered.

CREATE INDEX request_given_up ON request (given_up_at);
