from importlib import import_module

Migration = import_module("lessons.migrations.0001_initial").Migration
