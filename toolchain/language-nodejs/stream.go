package main

import (
	"sync"

	"google.golang.org/grpc"
)

// oneAtATime is a stream that the two outputs of a command may write to at once.
type oneAtATime[Response any] struct {
	grpc.ServerStreamingServer[Response]
	sending sync.Mutex
}

// Send sends a piece of output.
func (s *oneAtATime[Response]) Send(response *Response) error {
	s.sending.Lock()
	defer s.sending.Unlock()
	return s.ServerStreamingServer.Send(response)
}
