package booking

import (
	"fmt"
	"time"

	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/fault"
)

// TakenError says that the wanted time has no place left, or is not offered, and which times
// have one. It wraps a fault of the kind conflict.
type TakenError struct {
	Next []time.Time // the next free times of the same laboratory, at most three

	fault *fault.Error
}

// Error implements error.
func (e *TakenError) Error() string { return e.fault.Error() }

// Unwrap returns the fault.
func (e *TakenError) Unwrap() error { return e.fault }

var (
	errUnknownLab = fault.New(fault.NotFound,
		"No laboratory with opening hours has this id.", "没有该实验室的开放安排。")
	errUnknownBooking = fault.New(fault.NotFound,
		"There is no booking with this reference.", "没有这个预约号的预约。")
	errWrongDigits = fault.New(fault.Forbidden,
		"The last four digits do not belong to this reference.", "手机号后四位与预约号不符。")
	errLocked = fault.New(fault.Exhausted,
		"Too many wrong tries. Please try again in 15 minutes.", "输错次数过多，请 15 分钟后再试。")
	errNoPhone = fault.New(fault.Forbidden,
		"This booking was made at the laboratory without a phone. Please ask there.",
		"该预约在现场登记，未留手机号，请到实验室查询。")
	errBusy = fault.New(fault.Unavailable,
		"Many people are booking right now. Please try again.", "当前预约人数较多，请重试。")
	errReused = fault.New(fault.Invalid,
		"This Idempotency-Key was used for another request.", "该 Idempotency-Key 已用于其他请求。")
	errOpenBookings = fault.New(fault.Exhausted,
		"This phone has as many open bookings as one may have. Cancel one, or come first.",
		"该手机号未完成的预约已达上限，请先取消一个或到检后再约。")
	errSamplesPerDay = fault.New(fault.Exhausted,
		"This phone has reached the number of samples for that day.", "该手机号当日样品数已达上限。")
	errProducerWeek = fault.New(fault.Exhausted,
		"This producer has reached the number of bookings for that week.",
		"该生产主体当周预约次数已达上限。")
	errAddressDay = fault.New(fault.Exhausted,
		"Too many bookings come from this network today. Please phone the laboratory.",
		"当前网络今日预约次数过多，请致电实验室预约。")
	errMoves = fault.New(fault.Exhausted,
		"This booking was moved as often as one may. Cancel it, or phone the laboratory.",
		"该预约改期次数已达上限，可取消或致电实验室。")
	errLateMove = fault.New(fault.Conflict,
		"It is too late to move this booking. It can still be cancelled.",
		"距预约时间太近，不能改期，仍可取消。")
	errPast = fault.New(fault.Conflict,
		"The time of this booking has passed.", "该预约的时间已过。")
	errNotToday = fault.New(fault.Conflict,
		"Only a booking of today can be checked in.", "只能签到当天的预约。")
	errTooEarly = fault.New(fault.Conflict,
		"The time of this booking has not passed yet.", "该预约的时间还没有过。")
)

// refuseState says why nothing more can be done in a state.
func refuseState(s State) error {
	switch s {
	case Cancelled:
		return fault.New(fault.Conflict, "This booking is cancelled.", "该预约已取消。")
	case NoShow:
		return fault.New(fault.Conflict, "Nobody came to this booking.", "该预约已记为未到。")
	case Tested:
		return fault.New(fault.Conflict, "The samples of this booking are tested.", "该预约已完成检测。")
	case CheckedIn:
		return fault.New(fault.Conflict,
			"The samples of this booking are handed in.", "该预约已签到送样。")
	default:
		return fault.New(fault.Conflict,
			"The samples of this booking are not handed in yet.", "该预约尚未签到送样。")
	}
}

func refusePaused(until calendar.Date) error {
	return fault.New(fault.Forbidden,
		fmt.Sprintf("After several missed bookings this phone can book online again from %s. "+
			"The laboratory still takes bookings by phone.", until),
		fmt.Sprintf("该手机号多次预约未到，%s 起可再次网上预约；期间可致电实验室预约。", until))
}

func refuseField(name, reason, zh string) error {
	err := fault.New(fault.Invalid, reason, zh)
	err.Fields = []fault.Field{{Name: name, Reason: reason}}
	return err
}
