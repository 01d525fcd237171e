package gateway

import "fmt"

// Close codes of Discord that decide what happens next.
const (
	CloseAuthenticationFailed = 4004
	CloseInvalidSequence      = 4007
	CloseSessionTimedOut      = 4009
	CloseInvalidShard         = 4010
	CloseShardingRequired     = 4011
	CloseInvalidVersion       = 4012
	CloseInvalidIntents       = 4013
	CloseDisallowedIntents    = 4014

	closeNotAuthenticated = 4003
	// closeNormal ends the session at Discord: the bot is shown offline.
	closeNormal = 1000
	// closeResuming keeps the session: any code but 1000 and 1001 does.
	closeResuming = 4900
)

// FatalError says that connecting again cannot help until the host has
// changed something. Error is a sentence that says what.
type FatalError struct {
	Code int // the gateway's close code
}

// Error implements error.
func (e *FatalError) Error() string {
	return fmt.Sprintf("gateway: Discord closed the connection with code %d: %s", e.Code, remedy(e.Code))
}

func remedy(code int) string {
	switch code {
	case CloseAuthenticationFailed:
		return "the bot token is wrong. Copy it again from the Bot page of the developer portal and set GOHYE_TOKEN."
	case CloseInvalidShard:
		return "the shard number is not below the number of shards. Check the shard settings."
	case CloseShardingRequired:
		return "the bot is in too many servers for one connection. Raise the number of shards."
	case CloseInvalidVersion:
		return "this version of the gateway is no longer served. Install a newer GoHYE."
	case CloseInvalidIntents:
		return "the intents are not valid. Report this as a defect of GoHYE."
	case CloseDisallowedIntents:
		return "an intent is asked for that the bot may not have. Enable it on the Bot page of the developer portal."
	}
	return "this cannot be retried."
}

func fatal(code int) bool {
	return code == CloseAuthenticationFailed || (code >= CloseInvalidShard && code <= CloseDisallowedIntents)
}

// keepsSession reports whether a session may be resumed after the server has
// closed with the code. Where that is wrong the server answers the resume with
// an invalid session, and the next attempt identifies.
func keepsSession(code int) bool {
	return code != closeNotAuthenticated && code != CloseInvalidSequence && code != CloseSessionTimedOut
}
