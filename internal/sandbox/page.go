package sandbox

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io/fs"
	"net/http"
	"time"

	"github.com/disgoorg/snowflake/v2"
)

//go:embed page
var pageFiles embed.FS

// pageRoutes mounts the chat page, avatars, and the controls that only the
// sandbox has.
func (s *Server) pageRoutes(mux *http.ServeMux) {
	files, err := fs.Sub(pageFiles, "page")
	if err != nil {
		panic("sandbox: the page is not embedded: " + err.Error())
	}
	whole, err := newWholePage(files)
	if err != nil {
		panic("sandbox: the page is not put together: " + err.Error())
	}
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) { whole.serve(w, mustEncode(s.roster())) })
	mux.Handle("GET /sandbox/page/", http.StripPrefix("/sandbox/page", http.FileServerFS(files)))
	mux.HandleFunc("GET /avatars/{user}/{file}", serveAvatar)
	mux.HandleFunc("GET /sandbox/players", s.local(s.listPlayers))
	mux.HandleFunc("POST /sandbox/players", s.local(s.addPlayers))
	mux.HandleFunc("PATCH /sandbox/players/{user}", s.local(s.editPlayer))
	mux.HandleFunc("GET /sandbox/faults", s.local(s.getFaults))
	mux.HandleFunc("PUT /sandbox/faults", s.local(s.putFaults))
	mux.HandleFunc("GET /sandbox/feed", s.local(s.serveFeed))
	mux.HandleFunc("GET /sandbox/clock", s.local(s.getClock))
	mux.HandleFunc("POST /sandbox/clock", s.local(s.postClock))
	mux.HandleFunc("POST /sandbox/gateway", s.local(s.controlGateway))
}

// local refuses requests that another site's page makes in a visitor's
// browser; tokens must not leave the machine that way.
func (s *Server) local(h http.HandlerFunc) http.HandlerFunc {
	var protection http.CrossOriginProtection
	return func(w http.ResponseWriter, r *http.Request) {
		if err := protection.Check(r); err != nil || r.Header.Get("Sec-Fetch-Site") == "cross-site" {
			http.Error(w, "not from another site", http.StatusForbidden)
			return
		}
		h(w, r)
	}
}

// A Player is what the page and load generators are told about one.
type player struct {
	User
	Avatar string `json:"avatar"`
	Token  string `json:"token"`
	Owner  bool   `json:"owner,omitempty"`
	// Roles are the names of the roles that the owner can give and take.
	Roles []string `json:"roles"`
}

func (s *Server) player(u *user) player {
	roles := []string{}
	if m := s.world.member(u.ID); m != nil {
		for _, id := range m.roles {
			roles = append(roles, s.world.roleByID(id).name)
		}
	}
	return player{
		Roles: roles, User: u.User, Token: u.token, Owner: s.world.guild.owner == u,
		Avatar: "/avatars/" + u.ID.String() + "/" + avatarHash(u.ID) + ".png",
	}
}

// A roster is who is there and what everything is called: what a page or a load
// generator must know before it logs somebody in.
type roster struct {
	Players     []player                `json:"players"`
	Guild       snowflake.ID            `json:"guild_id"`
	Application snowflake.ID            `json:"application_id"`
	Name        string                  `json:"application"`
	Channels    map[string]snowflake.ID `json:"channels"`
	// First is the channel in which everybody begins.
	First snowflake.ID            `json:"first_channel"`
	Roles map[string]snowflake.ID `json:"roles"`
}

func (s *Server) roster() roster {
	list, guild := s.world.players(), s.world.guild
	out := roster{
		Players: make([]player, len(list)), Guild: guild.id, Application: s.world.app.ID, Name: s.world.app.Name,
		Channels: s.Channels(), First: guild.channels[0].id, Roles: map[string]snowflake.ID{},
	}
	for i, u := range list {
		out.Players[i] = s.player(u)
	}
	for _, r := range guild.roles {
		out.Roles[r.name] = r.id
	}
	return out
}

func (s *Server) listPlayers(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, s.roster())
}

// addPlayers makes one player of the name, or count of them.
func (s *Server) addPlayers(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Name  string `json:"name"`
		Count int    `json:"count"`
	}
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<12)).Decode(&body); err != nil || length(body.Name) > 32 {
		http.Error(w, "a name of at most 32 characters is needed", http.StatusBadRequest)
		return
	}
	if body.Name == "" {
		body.Name = "Player"
	}
	out := []player{}
	for i := range min(max(body.Count, 1), 10_000) {
		name := body.Name
		if body.Count > 1 {
			name = fmt.Sprintf("%s %d", name, i+1)
		}
		out = append(out, s.player(s.world.user(s.AddUser(name).ID)))
	}
	writeJSON(w, http.StatusCreated, out)
}

// editPlayer opens or closes a player to direct messages.
func (s *Server) editPlayer(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Direct *bool `json:"direct_messages"`
	}
	err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<12)).Decode(&body)
	if err != nil || body.Direct == nil || !s.SetDirectMessages(parseID(r.PathValue("user")), *body.Direct) {
		http.Error(w, "direct_messages of an existing player is needed", http.StatusBadRequest)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// putFaults is [Server.SetFaults] over HTTP; durations are in milliseconds.
func (s *Server) putFaults(w http.ResponseWriter, r *http.Request) {
	var f Faults
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<12)).Decode(&f); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	f.Delay *= time.Millisecond      //nolint:durationcheck // it was read as a number of them
	f.RetryAfter *= time.Millisecond //nolint:durationcheck // likewise
	s.SetFaults(f)
	w.WriteHeader(http.StatusNoContent)
}

// getFaults is what putFaults has set, in the same form.
func (s *Server) getFaults(w http.ResponseWriter, _ *http.Request) {
	f := s.currentFaults()
	f.Delay /= time.Millisecond
	f.RetryAfter /= time.Millisecond
	writeJSON(w, http.StatusOK, f)
}

// controlGateway does to the bot's lines what action says: drop, close,
// reconnect, heartbeat, invalidate or invalidate-resumable.
func (s *Server) controlGateway(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Action string `json:"action"`
		Code   int    `json:"code"`
	}
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<12)).Decode(&body); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	var n int
	switch body.Action {
	case "drop":
		n = s.DropGateway()
	case "close":
		if body.Code < 1000 || body.Code > 4999 {
			http.Error(w, "code must be 1000 to 4999", http.StatusBadRequest)
			return
		}
		n = s.CloseGateway(body.Code, "Closed by hand.")
	case "reconnect":
		n = s.Reconnect()
	case "heartbeat":
		n = s.RequestHeartbeat()
	case "invalidate", "invalidate-resumable":
		n = s.InvalidateSessions(body.Action != "invalidate")
	default:
		http.Error(w, "unknown action", http.StatusBadRequest)
		return
	}
	writeJSON(w, http.StatusOK, map[string]int{"connections": n})
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header()["Content-Type"] = jsonType
	w.WriteHeader(status)
	_, _ = w.Write(mustEncode(v)) // a reader that has gone needs no answer
}

// serveAvatar draws a player's picture: a mirrored pattern in the player's
// own color, the same for the same id.
func serveAvatar(w http.ResponseWriter, r *http.Request) {
	id, err := snowflake.Parse(r.PathValue("user"))
	if err != nil {
		http.NotFound(w, r)
		return
	}
	sum := sha256.Sum256([]byte(id.String()))
	const cells, cell = 6, 16
	fore := color.RGBA{R: 96 + sum[0]/2, G: 96 + sum[1]/2, B: 96 + sum[2]/2, A: 255}
	img := image.NewPaletted(image.Rect(0, 0, cells*cell, cells*cell),
		color.Palette{color.RGBA{R: sum[0] / 5, G: sum[1] / 5, B: 40 + sum[2]/5, A: 255}, fore})
	for y := range cells * cell {
		for x := range cells * cell {
			column := min(x/cell, cells-1-x/cell)
			if bit := (y/cell)*3 + column; sum[4+bit/8]>>(bit%8)&1 == 1 {
				img.SetColorIndex(x, y, 1)
			}
		}
	}
	var out bytes.Buffer
	if png.Encode(&out, img) != nil {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "image/png")
	w.Header().Set("Cache-Control", "private, max-age=86400")
	_, _ = w.Write(out.Bytes()) // as above
}
