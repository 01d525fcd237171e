package sandbox

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/disgoorg/snowflake/v2"

	"gohye/internal/clock"
)

// discordEpoch is the first millisecond that a snowflake can name.
const discordEpoch = 1420070400000

// An idSource makes snowflakes which name the clock's moment, are unique and
// only ever grow, also when the clock stands still or is set back.
type idSource struct {
	clock clock.Clock
	last  atomic.Uint64
}

func (s *idSource) next() snowflake.ID { return s.at(s.clock.Now()) }

func (s *idSource) at(now time.Time) snowflake.ID {
	// A clock before the epoch, as in tests, must not make ids that are
	// negative numbers elsewhere.
	id := uint64(max(now.UnixMilli()-discordEpoch, 1)) << 22
	for {
		last := s.last.Load()
		id = max(id, last+1)
		if s.last.CompareAndSwap(last, id) {
			return snowflake.ID(id)
		}
	}
}

// seal is what makes a token hard to guess by accident: a hash of the seed,
// the token's purpose and its id. The sandbox is a toy world on loopback; the
// seal exists so that wrong tokens are refused as Discord refuses them.
func seal(seed uint64, purpose string, id snowflake.ID) string {
	buf := make([]byte, 0, 48)
	buf = binary.BigEndian.AppendUint64(buf, seed)
	buf = binary.BigEndian.AppendUint64(buf, uint64(id))
	buf = append(buf, purpose...)
	sum := sha256.Sum256(buf)
	return hex.EncodeToString(sum[:16])
}

// accountToken has the three parts of Discord's tokens; the first is the
// account's id in base64, on which libraries rely.
func accountToken(seed uint64, id snowflake.ID) string {
	hash := seal(seed, "account", id)
	return base64.RawStdEncoding.EncodeToString([]byte(id.String())) + "." + hash[:6] + "." + hash[6:]
}

// interactionToken is unique to one interaction and can be checked without
// looking anything up.
func interactionToken(seed uint64, id snowflake.ID) string {
	buf := make([]byte, 0, 72)
	buf = append(buf, "interaction:"...)
	buf = strconv.AppendUint(buf, uint64(id), 10)
	buf = append(buf, ':')
	buf = append(buf, seal(seed, "interaction", id)...)
	return base64.RawURLEncoding.EncodeToString(buf)
}

// interactionOf is the id in a token which this sandbox has made, and false
// for anything else.
func interactionOf(seed uint64, token string) (snowflake.ID, bool) {
	const prefix = "interaction:"
	raw, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(raw) < len(prefix)+33 || string(raw[:len(prefix)]) != prefix {
		return 0, false
	}
	raw = raw[len(prefix):]
	digits, hash := string(raw[:len(raw)-33]), string(raw[len(raw)-32:])
	n, err := strconv.ParseUint(digits, 10, 64)
	if err != nil || hash != seal(seed, "interaction", snowflake.ID(n)) {
		return 0, false
	}
	return snowflake.ID(n), true
}
