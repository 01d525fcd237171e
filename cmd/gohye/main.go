// Command gohye runs the card-collecting bot.
package main

func main() {}
