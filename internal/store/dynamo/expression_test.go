package dynamo_test

import (
	"fmt"
	"maps"
	"math/big"
	"regexp"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

type row = map[string]types.AttributeValue

var lexeme = regexp.MustCompile(`[#:]?\w+|[<>]=|[<>=(),]|\S`)

// expression evaluates a condition, or carries out an update, of the little that the driver
// uses of DynamoDB's language. Like DynamoDB it refuses names and values that are not used.
type expression struct {
	words  []string
	names  map[string]string
	values row
	used   map[string]bool
	item   row // what is there, nil if nothing is
	errs   []string
}

func parse(text string, names map[string]string, values row, item row) *expression {
	return &expression{
		words: lexeme.FindAllString(text, -1), names: names, values: values, item: item,
		used: map[string]bool{},
	}
}

// finish returns what was wrong with an expression, once it was evaluated.
func (e *expression) finish() error {
	for name := range e.names {
		e.unused(name)
	}
	for name := range e.values {
		e.unused(name)
	}
	if len(e.words) > 0 {
		e.errs = append(e.errs, "what is "+e.words[0]+"?")
	}
	if e.errs == nil {
		return nil
	}
	return fmt.Errorf("ValidationException: %s", strings.Join(e.errs, ", "))
}

func (e *expression) unused(name string) {
	if !e.used[name] {
		e.errs = append(e.errs, name+" is not used")
	}
}

func (e *expression) peek() string {
	if len(e.words) == 0 {
		return ""
	}
	return e.words[0]
}

func (e *expression) next() string {
	word := e.peek()
	if word == "" {
		e.errs = append(e.errs, "it ends early")
		return ""
	}
	e.words = e.words[1:]
	return word
}

// accept takes the next word if it is this one.
func (e *expression) accept(word string) bool {
	if e.peek() != word {
		return false
	}
	e.words = e.words[1:]
	return true
}

func (e *expression) expect(word string) {
	if !e.accept(word) {
		e.errs = append(e.errs, "no "+word)
	}
}

// holds evaluates alternatives. Both sides are always read.
func (e *expression) holds() bool {
	result := e.all()
	for e.accept("OR") {
		right := e.all()
		result = result || right
	}
	return result
}

func (e *expression) all() bool {
	result := e.one()
	for e.accept("AND") {
		right := e.one()
		result = result && right
	}
	return result
}

func (e *expression) one() bool {
	switch {
	case e.accept("("):
		result := e.holds()
		e.expect(")")
		return result
	case e.accept("attribute_exists"):
		return e.exists()
	case e.accept("attribute_not_exists"):
		return !e.exists()
	}
	left := e.operand()
	operator := e.next()
	right := e.operand()
	switch operator {
	case "=":
		return ordered(left, right, func(c int) bool { return c == 0 })
	case "<=":
		return ordered(left, right, func(c int) bool { return c <= 0 })
	case ">=":
		return ordered(left, right, func(c int) bool { return c >= 0 })
	case ">":
		return ordered(left, right, func(c int) bool { return c > 0 })
	case "BETWEEN":
		e.expect("AND")
		last := e.operand()
		return ordered(left, right, func(c int) bool { return c >= 0 }) &&
			ordered(left, last, func(c int) bool { return c <= 0 })
	}
	e.errs = append(e.errs, "no operator "+operator)
	return false
}

func (e *expression) exists() bool {
	e.expect("(")
	_, ok := e.item[e.path()]
	e.expect(")")
	return ok
}

func (e *expression) path() string {
	word := e.next()
	if !strings.HasPrefix(word, "#") {
		return word
	}
	e.used[word] = true
	name, ok := e.names[word]
	if !ok {
		e.errs = append(e.errs, "no name "+word)
	}
	return name
}

func (e *expression) operand() types.AttributeValue {
	if !strings.HasPrefix(e.peek(), ":") {
		return e.item[e.path()]
	}
	word := e.next()
	e.used[word] = true
	value, ok := e.values[word]
	if !ok {
		e.errs = append(e.errs, "no value "+word)
	}
	return value
}

// ordered compares two values; those of different types, or of which one is not there, never
// hold.
func ordered(a, b types.AttributeValue, holds func(int) bool) bool {
	switch a := a.(type) {
	case *types.AttributeValueMemberN:
		b, ok := b.(*types.AttributeValueMemberN)
		return ok && holds(integer(a.Value).Cmp(integer(b.Value)))
	case *types.AttributeValueMemberS:
		b, ok := b.(*types.AttributeValueMemberS)
		return ok && holds(strings.Compare(a.Value, b.Value))
	case *types.AttributeValueMemberB:
		b, ok := b.(*types.AttributeValueMemberB)
		return ok && holds(strings.Compare(string(a.Value), string(b.Value)))
	}
	return false
}

func integer(digits string) *big.Int {
	n, _ := new(big.Int).SetString(digits, 10)
	return n
}

// update returns the item with the changes made.
func (e *expression) update(key row) row {
	next := maps.Clone(e.item)
	if next == nil {
		next = maps.Clone(key)
	}
	for len(e.words) > 0 && e.errs == nil {
		switch e.next() {
		case "ADD":
			name := e.path()
			sum := integer(e.operand().(*types.AttributeValueMemberN).Value)
			if old, ok := e.item[name].(*types.AttributeValueMemberN); ok {
				sum.Add(sum, integer(old.Value))
			}
			next[name] = &types.AttributeValueMemberN{Value: sum.String()}
		case "SET":
			for again := true; again; again = e.accept(",") {
				name := e.path()
				e.expect("=")
				next[name] = e.operand()
			}
		case "REMOVE":
			delete(next, e.path())
		default:
			e.errs = append(e.errs, "no such action")
		}
	}
	return next
}

// TestExpression: the fake's idea of DynamoDB's language, in the points that the driver
// depends on. That DynamoDB has the same idea is for TestLocal to say.
func TestExpression(t *testing.T) {
	t.Parallel()
	five := &types.AttributeValueMemberN{Value: "5"}
	item := row{"n": five, "b": &types.AttributeValueMemberB{Value: []byte{0xff}}}
	for _, tt := range []struct {
		text string
		want bool
	}{
		{"n = :five", true},
		{"n > :five", false},
		{"n >= :five", true},
		{"none <= :five", false},
		{"b <= :five", false},
		{"n BETWEEN :five AND :five", true},
		{"attribute_exists(n) AND n <= :five", true},
		{"attribute_not_exists(n) AND n <= :five", false},
		{"n = :five OR n > :five AND n > :five", true},
		{"(n = :five OR n > :five) AND n > :five", false},
	} {
		e := parse(tt.text, nil, row{":five": five}, item)
		assert.Equal(t, tt.want, e.holds(), tt.text)
		require.NoError(t, e.finish(), tt.text)
	}
	for text, want := range map[string]string{
		"attribute_exists(n)": ":five is not used", "n = :five OR": "ends early",
		"n = :six": "no value :six", "#n = :five": "no name #n", "n ? :five": "no operator",
		"n = :five )": "what is )", "(n = :five": "no )",
	} {
		e := parse(text, nil, row{":five": five}, item)
		e.holds()
		assert.ErrorContains(t, e.finish(), want, text)
	}
}
