package write

import (
	"net/http"

	"github.com/labstack/echo/v4"
)

// headerIdempotencyReplayed marks a stored answer.
const headerIdempotencyReplayed = "Idempotency-Replayed"

// answer is the answer to a write: JSON, or a problem if the status is 4xx.
type answer struct {
	status   int
	body     []byte
	replayed bool
}

func (a *answer) send(c echo.Context) error {
	if a.replayed {
		c.Response().Header().Set(headerIdempotencyReplayed, "true")
	}
	kind := echo.MIMEApplicationJSON
	if a.status >= http.StatusBadRequest {
		kind = "application/problem+json"
	}
	return c.Blob(a.status, kind, a.body)
}
