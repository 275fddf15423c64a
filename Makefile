check-content:
	@.venv/bin/python -c "from pathlib import Path; from quizzes.core.bank import read_bank; from lessons.core.content import read_course; b,p=read_bank(Path('quizzes/bank')); c,q=read_course(Path('lessons/content'),{x.id for _,x in b.questions()}); print(*map(str,p+q),sep='\n'); print(len(p+q),'problems,',sum(1 for _ in b.questions()),'questions')"
