# METADATA
# scope: package
# title: Time stamps that cannot raise an error
# description: >-
#   The parsing built-in raises an error on 30 February, and with strict built-in errors that error takes the whole
#   decision down. Here an impossible time is simply undefined, so each caller decides what it means.
package drawbridge.lib.times

# ns is the time in nanoseconds; undefined when text is not a possible RFC 3339 time between 2000 and 2199.
ns(text) := time.parse_rfc3339_ns(text) if {
	is_string(text)
	regex.match(`^2[01]\d\d-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$`, text)
	_calendar_day(substring(text, 0, 10))
}

# day is midnight UTC of a date written YYYY-MM-DD; undefined when there is no such day.
day(text) := ns(sprintf("%sT00:00:00Z", [text])) if is_string(text)

# add_days moves a time by whole days of 24 hours.
add_days(nanoseconds, days) := nanoseconds + (((days * 24) * 3600) * 1000000000)

# text writes a time as RFC 3339 in UTC.
text(nanoseconds) := time.format([nanoseconds, "UTC", "2006-01-02T15:04:05Z07:00"])

_calendar_day(date) if {
	[year, month, day_of_month] := [to_number(trim_left(part, "0")) | some part in split(date, "-"); trim_left(part, "0") != ""]
	month <= 12
	day_of_month <= _month_length(year, month)
}

_month_length(_, month) := 31 if month in {1, 3, 5, 7, 8, 10, 12}

_month_length(_, month) := 30 if month in {4, 6, 9, 11}

_month_length(year, 2) := 29 if _leap(year)

_month_length(year, 2) := 28 if not _leap(year)

_leap(year) if {
	year % 4 == 0
	year % 100 != 0
}

_leap(year) if year % 400 == 0
