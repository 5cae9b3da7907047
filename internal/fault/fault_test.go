package fault_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/mingtian-portal/mingtian/internal/fault"
)

func TestKindSurvivesWrapping(t *testing.T) {
	t.Parallel()
	cause := errors.New("dial tcp: refused")
	err := fmt.Errorf("load row: %w", fault.Wrap(fault.Unavailable, cause, "Try again.", "请重试。"))
	assert.True(t, fault.Is(err, fault.Unavailable))
	assert.False(t, fault.Is(err, fault.Internal))
	assert.ErrorIs(t, err, cause)
	assert.Equal(t, "load row: Try again.: dial tcp: refused", err.Error())
}

func TestKindOf_AnythingElseIsInternal(t *testing.T) {
	t.Parallel()
	assert.Equal(t, fault.Internal, fault.KindOf(errors.New("boom")))
	assert.False(t, fault.Is(nil, fault.Internal))
	assert.Equal(t, "internal", fault.Kind(200).String())
	assert.Equal(t, "too large", fault.TooLarge.String())
}

func TestError_WithoutMessageIsItsCause(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "boom", (&fault.Error{Err: errors.New("boom")}).Error())
	assert.Equal(t, "Gone.", fault.New(fault.Gone, "Gone.", "").Error())
}
