package main

import (
	"context"
	"flag"
	"fmt"
	"io"

	"gohye/internal/config"
)

// A command is a sub-command of the program.
type command struct {
	name string
	doc  string // one line for the help; empty for what the help leaves out
	run  func(ctx context.Context, in invocation) error
}

// An invocation is one call of a command.
type invocation struct {
	cfg            config.Config
	args           []string // the command's own flags and operands
	stdout, stderr io.Writer
}

// commands are all sub-commands, in the order of the help.
func commands() []command {
	return []command{
		{"serve", "runs the bot, or without a token the sandbox (the default)", serve},
		{"audit", "checks that no card and no coin was lost or made twice", audit},
		{"demo", "fills an empty database with cards, players and copies for trials", demo},
		{"play", "plays scripts of what players do in a sandbox that is thrown away", play},
		{"simulate", "plays the economy with made-up players, and says whether it is sound", simulation},
		{"bench", "measures answers a second beside a bot that only says hello", measure},
		{helloCommand, "", hello},
		{"rules", "prints the rules of the game as a file to change", printRules},
		{"config", "prints all settings as a file to change", printConfig},
		{"version", "prints the version", printVersion},
		{"help", "prints this, or the flags of a command", help},
	}
}

func names() []string {
	var all []string
	for _, c := range commands() {
		all = append(all, c.name)
	}
	return all
}

// find is the command of this name, which must be one of names.
func find(name string) command {
	for _, c := range commands() {
		if c.name == name {
			return c
		}
	}
	panic("unknown command " + name)
}

// noArgs refuses flags and operands that a command does not have.
func noArgs(in invocation, name string) error {
	return parse(in, flag.NewFlagSet(name, flag.ContinueOnError))
}

// parse reads a command's own flags and refuses operands.
func parse(in invocation, own *flag.FlagSet) error {
	operands, err := config.ParseFlags(own, in.args)
	if err != nil {
		return err
	}
	if len(operands) > 0 {
		return &config.UsageError{Problem: fmt.Sprintf("%s takes no %q; \"gohye help %s\" shows what it takes", own.Name(), operands[0], own.Name())}
	}
	return nil
}
