package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/disgoorg/snowflake/v2"
)

// A Command as the list of commands shows it.
type Command struct {
	ID          snowflake.ID    `json:"id"`
	Version     snowflake.ID    `json:"version"`
	Type        int             `json:"type"`
	Name        string          `json:"name"`
	Description string          `json:"description"`
	Options     []CommandOption `json:"options"`
}

// A CommandOption is an option of a command, or a sub-command.
type CommandOption struct {
	Type         int             `json:"type"`
	Name         string          `json:"name"`
	Required     bool            `json:"required"`
	Autocomplete bool            `json:"autocomplete"`
	Choices      []Choice        `json:"choices"`
	Options      []CommandOption `json:"options"`
}

// Arg is the value of an option: a string, a number, a bool, a snowflake or a
// [File].
type Arg struct {
	Name  string
	Value any
}

// RefusedError is the refusal of a request by the API.
type RefusedError struct {
	Status  int    `json:"-"`
	Code    int    `json:"code"`
	Message string `json:"message"`
	// Body is the whole answer, with the tree of errors where there is one.
	Body []byte `json:"-"`
}

// Error implements error.
func (e *RefusedError) Error() string {
	return fmt.Sprintf("client: refused with %d: %s", e.Status, e.Body)
}

// Commands are the commands that the player may use in a channel.
func (c *Client) Commands(ctx context.Context, channel snowflake.ID) ([]Command, error) {
	var index struct {
		Commands []Command `json:"application_commands"`
	}
	err := c.get(ctx, "/channels/"+channel.String()+"/application-command-index", &index)
	return index.Commands, err
}

// Command uses a slash command in a channel and waits for its answer. A
// sub-command is named after its command, with a space: "admin give".
func (c *Client) Command(ctx context.Context, channel snowflake.ID, name string, args ...Arg) (Answer, error) {
	return c.slash(ctx, 2, channel, name, "", args)
}

// Autocomplete asks for completions of the option focused, whose value so
// far is among args.
func (c *Client) Autocomplete(ctx context.Context, channel snowflake.ID, name, focused string, args ...Arg) (Answer, error) {
	return c.slash(ctx, 4, channel, name, focused, args)
}

// UseOn uses a context menu command on a user or a message.
func (c *Client) UseOn(ctx context.Context, channel snowflake.ID, name string, target snowflake.ID) (Answer, error) {
	cmd, err := c.command(ctx, channel, name, false)
	if err != nil {
		return Answer{}, err
	}
	data := fmt.Sprintf(`"data":{"id":"%s","version":"%s","type":%d,"name":%q,"target_id":"%s"}`,
		cmd.ID, cmd.Version, cmd.Type, cmd.Name, target)
	return c.invoke(ctx, 2, channel, []byte(data))
}

func (c *Client) slash(ctx context.Context, kind int, channel snowflake.ID, name, focused string, args []Arg) (Answer, error) {
	words := strings.Fields(name)
	if len(words) == 0 {
		return Answer{}, fmt.Errorf("client: command %q: %w", name, errNoCommand)
	}
	for again := false; ; again = true {
		cmd, err := c.command(ctx, channel, words[0], again)
		if err != nil {
			return Answer{}, err
		}
		var aside files
		data, err := encodeCommand(cmd, words[1:], focused, args, &aside)
		if err != nil {
			return Answer{}, err
		}
		answer, err := c.invoke(ctx, kind, channel, data, aside...)
		// A bot that has registered its commands anew makes our list old.
		var refused *RefusedError
		if !again && errors.As(err, &refused) &&
			(refused.Code == 10063 || bytes.Contains(refused.Body, []byte("INVALID_VERSION"))) {
			continue
		}
		return answer, err
	}
}

// command finds a command by name, in the list read last or a new one.
func (c *Client) command(ctx context.Context, channel snowflake.ID, name string, anew bool) (Command, error) {
	c.mu.Lock()
	cmd, found := c.commands[name]
	c.mu.Unlock()
	if found && !anew {
		return cmd, nil
	}
	list, err := c.Commands(ctx, channel)
	if err != nil {
		return Command{}, err
	}
	byName := make(map[string]Command, len(list))
	for _, x := range list {
		byName[x.Name] = x
	}
	c.mu.Lock()
	c.commands = byName
	c.mu.Unlock()
	if cmd, found = byName[name]; !found {
		return Command{}, fmt.Errorf("client: command %q: %w", name, errNoCommand)
	}
	return cmd, nil
}

// wireOption is an option as it is sent.
type wireOption struct {
	Type    int          `json:"type"`
	Name    string       `json:"name"`
	Value   any          `json:"value,omitempty"`
	Focused bool         `json:"focused,omitempty"`
	Options []wireOption `json:"options,omitempty"`
}

// encodeCommand is the use of a command. The files among its options are put
// aside.
func encodeCommand(cmd Command, path []string, focused string, args []Arg, aside *files) ([]byte, error) {
	defined := cmd.Options
	var outer []wireOption
	for _, word := range path {
		sub := find(defined, word)
		if sub == nil {
			return nil, fmt.Errorf("client: command %q has no sub-command %q: %w", cmd.Name, word, errNoCommand)
		}
		outer = append(outer, wireOption{Type: sub.Type, Name: sub.Name})
		defined = sub.Options
	}
	options := make([]wireOption, 0, len(args))
	for _, a := range args {
		o := wireOption{Name: a.Name, Value: a.Value, Focused: a.Name == focused}
		if f, ok := a.Value.(File); ok {
			o.Value = aside.add(f)
		}
		if known := find(defined, a.Name); known != nil {
			o.Type = known.Type
		}
		options = append(options, o)
	}
	for i := len(outer) - 1; i >= 0; i-- {
		outer[i].Options = options
		options = []wireOption{outer[i]}
	}
	list, err := json.Marshal(options)
	if err != nil {
		return nil, fmt.Errorf("client: command %q: %w", cmd.Name, err)
	}
	return fmt.Appendf(nil, `"data":{"id":"%s","version":"%s","type":%d,"name":%q,"options":%s}`,
		cmd.ID, cmd.Version, cmd.Type, cmd.Name, list), nil
}

func find(defined []CommandOption, name string) *CommandOption {
	for i := range defined {
		if defined[i].Name == name {
			return &defined[i]
		}
	}
	return nil
}

func (c *Client) get(ctx context.Context, path string, into any) error {
	body, err := c.do(ctx, http.MethodGet, path, nil)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(body, into); err != nil {
		return fmt.Errorf("client: GET %s: %w", path, err)
	}
	return nil
}

// do makes one request of the REST API as the player.
func (c *Client) do(ctx context.Context, method, path string, body []byte) ([]byte, error) {
	return c.send(ctx, method, path, "application/json", body)
}

// send makes a request with a body of a kind.
func (c *Client) send(ctx context.Context, method, path, kind string, body []byte) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, method, c.base+"/api/v10"+path, bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("client: %s %s: %w", method, path, err)
	}
	req.Header["Authorization"] = []string{c.token}
	if len(body) > 0 {
		req.Header["Content-Type"] = []string{kind}
	}
	res, err := c.http.Do(req)
	if err != nil {
		return nil, fmt.Errorf("client: %s %s: %w", method, path, err)
	}
	defer res.Body.Close() //nolint:errcheck // it was read to its end
	if res.StatusCode == http.StatusNoContent {
		return nil, nil
	}
	answer, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, fmt.Errorf("client: %s %s: %w", method, path, err)
	}
	if res.StatusCode >= http.StatusBadRequest {
		refused := &RefusedError{Status: res.StatusCode, Body: answer}
		_ = json.Unmarshal(answer, refused) // Body says it when this cannot
		refused.Status, refused.Body = res.StatusCode, answer
		return nil, refused
	}
	return answer, nil
}
