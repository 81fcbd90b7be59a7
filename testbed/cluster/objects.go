package cluster

import (
	"errors"
	"net/http"
)

// IsCode reports whether err is an answer with that HTTP status.
func IsCode(err error, code int) bool {
	var status StatusError
	return errors.As(err, &status) && status.Code == code
}

func unlessGone(err error) error {
	if IsCode(err, http.StatusNotFound) {
		return nil
	}
	return err
}

// items are the objects of a list.
func items(list Object) []Object {
	raw, _ := list["items"].([]any)
	objects := make([]Object, 0, len(raw))
	for _, one := range raw {
		if object, ok := one.(Object); ok {
			objects = append(objects, object)
		}
	}
	return objects
}

// field follows keys into an object; nil when one is not there.
func field(object Object, keys ...string) any {
	var value any = object
	for _, key := range keys {
		inner, ok := value.(Object)
		if !ok {
			return nil
		}
		value = inner[key]
	}
	return value
}

// text is field as a string, empty when it is none.
func text(object Object, keys ...string) string {
	value, _ := field(object, keys...).(string)
	return value
}

func name(object Object) string { return text(object, "metadata", "name") }

// condition is the status of a condition.
func condition(object Object, kind string) string {
	conditions, _ := field(object, "status", "conditions").([]any)
	for _, one := range conditions {
		if object, ok := one.(Object); ok && object["type"] == kind {
			return text(object, "status")
		}
	}
	return ""
}
