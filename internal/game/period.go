package game

import "time"

// A Period is how long a quest lasts.
type Period string

// The periods: a day, a week from Monday on, a month from its first day on, all
// in the time zone of the rules.
const (
	EveryDay   Period = "day"
	EveryWeek  Period = "week"
	EveryMonth Period = "month"
)

// Periods are all periods, in the order in which they are shown.
func Periods() []Period { return []Period{EveryDay, EveryWeek, EveryMonth} }

// start is the first day of the period in which the day is. Days count from 1970,
// like [Rules.day].
func (p Period) start(day int) int {
	switch p {
	case EveryDay:
	case EveryWeek:
		return day - (day+3)%7 // day 0 was a Thursday
	case EveryMonth:
		return day - date(day).Day() + 1
	}
	return day
}

// next is the first day of the period after the one that begins on start.
func (p Period) next(start int) int {
	switch p {
	case EveryDay:
	case EveryWeek:
		return start + 7
	case EveryMonth:
		return p.start(start + 31)
	}
	return start + 1
}

// date is a day as a date.
func date(day int) time.Time { return time.Unix(int64(day)*86400, 0).UTC() }

// begin is the first moment of a day in the time zone of the rules. Where clocks
// are put forward at midnight, the day begins later.
func (r *Rules) begin(day int) time.Time {
	y, m, d := date(day).Date()
	t := time.Date(y, m, d, 0, 0, 0, 0, r.zone)
	for r.day(t) < day {
		t = t.Add(15 * time.Minute)
	}
	return t
}
