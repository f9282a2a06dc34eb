"""Where is it, who has it, what comes next?"""
