package sandbox

import "net/http"

// base is where the REST API lives, as on Discord.
const base = "/api/v10"

// Handler is the whole sandbox, to be mounted at the root of an HTTP server:
// the REST API, the gateway, attachments, the page and its controls.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	api := func(method, path string, a access, h handler) {
		mux.HandleFunc(method+" "+base+path, s.route(a, h))
	}
	s.accountRoutes(api)
	s.messageRoutes(api)
	s.commandRoutes(api)
	mux.HandleFunc("/api/", func(w http.ResponseWriter, r *http.Request) { fallback(mux, w, r) })
	mux.HandleFunc("GET /gateway", s.serveGateway)
	mux.HandleFunc("GET /gateway/", s.serveGateway)
	mux.HandleFunc("GET /attachments/{channel}/{id}/{name}", s.serveAttachment)
	s.pageRoutes(mux)
	return mux
}

type registrar func(method, path string, a access, h handler)

func (s *Server) accountRoutes(api registrar) {
	api("GET", "/gateway", anyone, getGateway)
	api("GET", "/gateway/bot", botOnly, getGatewayBot)
	api("GET", "/users/@me", account, getSelf)
	api("GET", "/users/@me/guilds", account, getOwnGuilds)
	api("POST", "/users/@me/channels", account, openDirect)
	api("GET", "/users/{user}", account, getUser)
	api("GET", "/applications/@me", botOnly, getApplication)
	api("GET", "/oauth2/applications/@me", botOnly, getApplication)
	api("GET", "/guilds/{guild}", account, getGuild)
	api("GET", "/guilds/{guild}/channels", account, getGuildChannels)
	api("GET", "/guilds/{guild}/roles", account, getRoles)
	api("GET", "/guilds/{guild}/roles/{role}", account, getRole)
	api("GET", "/guilds/{guild}/members", account, listMembers)
	api("GET", "/guilds/{guild}/members/search", account, searchMembers)
	api("GET", "/guilds/{guild}/members/{user}", account, getMember)
	api("PUT", "/guilds/{guild}/members/{user}/roles/{role}", account, addMemberRole)
	api("DELETE", "/guilds/{guild}/members/{user}/roles/{role}", account, removeMemberRole)
}

func (s *Server) messageRoutes(api registrar) {
	const channel = "/channels/{channel}"
	const message = channel + "/messages/{message}"
	api("GET", channel, account, getChannel)
	api("GET", channel+"/messages", account, listMessages)
	api("POST", channel+"/messages", account, createMessage)
	api("POST", channel+"/messages/bulk-delete", account, bulkDelete)
	api("GET", message, account, getMessage)
	api("PATCH", message, account, editMessage)
	api("DELETE", message, account, deleteMessage)
	api("POST", channel+"/typing", account, typing)
	api("PUT", message+"/reactions/{emoji}/@me", account, addReaction)
	api("DELETE", message+"/reactions/{emoji}/{user}", account, removeReaction)
}

func (s *Server) commandRoutes(api registrar) {
	for _, scope := range []string{"/applications/{app}/commands", "/applications/{app}/guilds/{guild}/commands"} {
		api("GET", scope, botOnly, listCommands)
		api("POST", scope, botOnly, createCommand)
		api("PUT", scope, botOnly, putCommands)
		api("GET", scope+"/{command}", botOnly, getCommand)
		api("PATCH", scope+"/{command}", botOnly, editCommand)
		api("DELETE", scope+"/{command}", botOnly, deleteCommand)
	}
	api("GET", "/channels/{channel}/application-command-index", playerOnly, commandIndex)
	api("GET", "/guilds/{guild}/application-command-index", playerOnly, commandIndex)
	api("POST", "/interactions", playerOnly, invoke)
	api("POST", "/interactions/{interaction}/{token}/callback", anyone, interactionCallback)
	const hook = "/webhooks/{app}/{token}"
	api("POST", hook, anyone, followUp)
	api("GET", hook+"/messages/{message}", anyone, getWebhookMessage)
	api("PATCH", hook+"/messages/{message}", anyone, editWebhookMessage)
	api("DELETE", hook+"/messages/{message}", anyone, deleteWebhookMessage)
}

// fallback tells a wrong method from an address that does not exist.
func fallback(mux *http.ServeMux, w http.ResponseWriter, r *http.Request) {
	for _, method := range []string{"GET", "POST", "PUT", "PATCH", "DELETE"} {
		probe := r.Clone(r.Context())
		probe.Method = method
		if _, pattern := mux.Handler(probe); pattern != "/api/" {
			writeRefusal(w, wrongMethod())
			return
		}
	}
	writeRefusal(w, noSuchRoute())
}
