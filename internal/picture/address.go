package picture

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"strings"
)

// Path is where the handler belongs on a web server.
const Path = "/pictures/"

const (
	keyVersion = 1
	macLength  = 12
	markLength = 6   // bytes of the fingerprint of the content
	maxKey     = 400 // characters; ten cards of the largest numbers need fewer
)

var errKey = errors.New("picture: not an address of ours")

// A ref is a card in an address.
type ref struct {
	id    int64
	print int
}

// An order is what an address asks for.
type order struct {
	refs []ref
	// fingerprint is of the content that the address was made for.
	fingerprint [markLength]byte
}

// Address is where the world finds the picture of 1 to [MaxRow] cards: the
// card itself, or more of them side by side. It is empty for another number of
// cards. base is the public address of the web server. The address changes
// when the picture does.
func (s *Service) Address(base string, cards ...Card) string {
	if len(cards) < 1 || len(cards) > MaxRow {
		return ""
	}
	o := order{refs: make([]ref, len(cards))}
	for i, c := range cards {
		o.refs[i] = ref{c.ID, c.sane().Print}
	}
	copy(o.fingerprint[:], pictureKey(cards))
	return strings.TrimRight(base, "/") + Path + s.sign(o.encode()) + ".jpg"
}

// pictureKey is the content key of what an address of the cards shows.
func pictureKey(cards []Card) string {
	if len(cards) == 1 {
		return contentKey('c', cards[0])
	}
	return contentKey('r', cards...)
}

func (o order) encode() []byte {
	b := append([]byte{keyVersion}, o.fingerprint[:]...)
	for _, r := range o.refs {
		b = binary.AppendVarint(b, r.id)
		b = binary.AppendUvarint(b, uint64(r.print)) //nolint:gosec // sane made it 0 or more
	}
	return b
}

// decodeOrder reads what encode wrote, and nothing else: two texts never mean
// the same order.
func decodeOrder(b []byte) (order, error) {
	var o order
	if len(b) < 1+markLength || b[0] != keyVersion {
		return o, errKey
	}
	whole := b
	copy(o.fingerprint[:], b[1:])
	for b = b[1+markLength:]; len(b) > 0; {
		id, n := binary.Varint(b)
		if n <= 0 {
			return o, errKey
		}
		num, m := binary.Uvarint(b[n:])
		if m <= 0 || num > 1<<40 || len(o.refs) == MaxRow {
			return o, errKey
		}
		o.refs = append(o.refs, ref{id, int(num)})
		b = b[n+m:]
	}
	if len(o.refs) == 0 || string(o.encode()) != string(whole) {
		return o, errKey
	}
	return o, nil
}

func (s *Service) sign(body []byte) string {
	return base64.RawURLEncoding.EncodeToString(append(body, s.mac(body)...))
}

func (s *Service) mac(body []byte) []byte {
	h := hmac.New(sha256.New, s.opt.Secret)
	h.Write([]byte("gohye picture address\x00"))
	h.Write(body)
	return h.Sum(nil)[:macLength]
}

// open is the order in a key, if this bot signed it.
func (s *Service) open(key string) (order, error) {
	if len(key) > maxKey {
		return order{}, errKey
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(key)
	if err != nil || len(raw) < macLength || strings.ContainsAny(key, "\r\n") {
		return order{}, errKey
	}
	body, err := s.signed(raw)
	if err != nil {
		return order{}, err
	}
	return decodeOrder(body)
}

// signed is what sign has signed, without the signature.
func (s *Service) signed(raw []byte) ([]byte, error) {
	body := raw[:len(raw)-macLength]
	if !hmac.Equal(raw[len(body):], s.mac(body)) {
		return nil, errKey
	}
	return body, nil
}
