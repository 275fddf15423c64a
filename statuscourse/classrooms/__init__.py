"""Classes: who teaches whom, what is due, what it earned, and live sessions."""
