"""Threads that ask while an answer is being worked out are answered together, in one go."""

import threading
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

Question = TypeVar("Question")
Answer = TypeVar("Answer")


class _Waiting(Generic[Question, Answer]):
    def __init__(self, question: Question):
        self.question = question
        self.called = threading.Event()  # its answer is there, or it is its turn to work
        self.done = False
        self.answer: Answer
        self.error: BaseException | None = None


class Combiner(Generic[Question, Answer]):
    """One thread at a time works, for all that wait; whoever comes meanwhile forms the next lot."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[_Waiting[Question, Answer]] = []
        self._working = False

    def ask(self, question: Question, answer_all: Callable[[Sequence[Question]], Sequence[Answer]]) -> Answer:
        """The answer, by this thread's `answer_all` or another's; its error is raised by all it served."""
        mine: _Waiting[Question, Answer] = _Waiting(question)
        with self._lock:
            self._waiting.append(mine)
            is_alone, self._working = not self._working, True
        if not is_alone:
            mine.called.wait()
        if not mine.done:
            self._work(answer_all)
        if mine.error is not None:
            raise mine.error
        return mine.answer

    def _work(self, answer_all: Callable) -> None:
        """For all that wait by now; one of those who come meanwhile is called to work next."""
        with self._lock:
            lot, self._waiting = self._waiting, []
        try:
            answers = answer_all([waiting.question for waiting in lot])
            for waiting, answer in zip(lot, answers, strict=True):
                waiting.answer = answer
        except BaseException as error:
            for waiting in lot:
                waiting.error = error
        finally:
            with self._lock:
                self._working = bool(self._waiting)
                if self._waiting:
                    self._waiting[0].called.set()
            for waiting in lot:
                waiting.done = True
                waiting.called.set()
